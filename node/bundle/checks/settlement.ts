import { contentIdOf, digestOf } from '../../../core/contentId.ts';
import { packLanes, unpackLanes } from '../../../core/lanes.ts';
import { weightedMedian } from '../../../core/median.ts';
import { accountsOf, agreedReceipt } from '../accounts.ts';
import { BUNDLE } from '../bundleFiles.ts';
import { assertSame, mismatch, need, type Evidence } from './evidence.ts';

/** The verification in the bundle is the one a quorum of validators put on chain. */
export function checkReceipts({ facts, files }: Evidence): void {
  const agreed = agreedReceipt(facts);
  if (agreed === undefined) {
    if (facts.settled !== undefined) throw mismatch('settled without a quorum of equal receipts');
    return;
  }
  const verification = need(files, BUNDLE.verification);
  assertSame('verification', digestOf(contentIdOf(verification)), agreed.root);
  for (const [path, bytes] of files) {
    if (!path.startsWith(`${BUNDLE.receipts}/`)) continue;
    assertSame(path, path, `${BUNDLE.receipts}/${contentIdOf(bytes)}.json`);
  }
}

/** The medians the task was settled with are the weighted medians of the revealed votes. */
export function checkMedians({ facts }: Evidence): void {
  if (facts.settled === undefined) return;
  const { panel, votes } = facts;
  const quorum = panel !== undefined && votes.length * 2 > panel.ids.length;
  const words = quorum ? votes.map(({ scores }) => unpackLanes(scores)) : [];
  const weights = votes.map(({ jurorId }) => panel?.weights[panel.ids.indexOf(jurorId)] ?? 0);
  const medians = unpackLanes(packLanes([])).map((_, lane) =>
    weightedMedian(
      words.map((word) => word[lane] ?? 0),
      weights,
    ),
  );
  assertSame('medians', facts.settled.medians, packLanes(medians));
}

const ROLE_NUMBERS = { miner: 2, peer: 3, auto: 4, treasury: 6 } as const;

/** The credits on chain are the ones the rules give, and nothing of the escrow is missing. */
export function checkPayout({ facts, record }: Evidence): void {
  const accounts = accountsOf(facts, record.members);
  const paid = accounts.paid.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const sum = paid + BigInt(accounts.refunded) + BigInt(accounts.burned);
  assertSame('paid, refunded and burned together', sum.toString(), accounts.escrow);
  const back = BigInt(accounts.refunded) + BigInt(accounts.bonds.publisherStakeReturned);
  const expected = [
    ...accounts.paid.map(({ to, role, amount }) => `${to} ${ROLE_NUMBERS[role]} ${amount}`),
    ...(back === 0n ? [] : [`${facts.publisher} 1 ${back.toString()}`]),
  ];
  const credited = facts.credits.map(
    ({ to, role, amount }) => `${to} ${role} ${amount.toString()}`,
  );
  assertSame('credits', credited.sort().join('; '), expected.sort().join('; '));
}
