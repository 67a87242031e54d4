import { contentIdOf, digestOf } from '../../../core/contentId.ts';
import { packLanes } from '../../../core/lanes.ts';
import { isPanelUndecided } from '../../../core/panelGrowth.ts';
import { panelVerdict } from '../../../core/panelVerdict.ts';
import { accountsOf, agreedReceipt, countedWith, judgedReceipt } from '../accounts.ts';
import { BUNDLE } from '../bundleFiles.ts';
import { assertSame, mismatch, need, type Evidence } from './evidence.ts';

/** The verification in the bundle is the one a quorum of validators put on chain. */
export function checkReceipts({ facts, files }: Evidence): void {
  const agreed = agreedReceipt(facts);
  if (agreed === undefined) {
    if (facts.settled !== undefined && facts.escalated === undefined) {
      throw mismatch('settled without a quorum of equal receipts');
    }
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
  const judged = judgedReceipt(facts);
  const panel = facts.panels.at(-1);
  const medians =
    judged === undefined || panel === undefined
      ? packLanes([])
      : panelVerdict(judged.laneSlots, countedWith(facts, panel)).medians;
  assertSame('medians', facts.settled.medians, medians);
}

/** A growing panel grew only while what had been voted left something undecided. */
export function checkGrowth({ facts }: Evidence): void {
  const judged = judgedReceipt(facts);
  if (facts.terms.lane !== 'growing' || judged === undefined) return;
  for (const panel of facts.panels.slice(0, -1)) {
    if (!isPanelUndecided(judged.laneSlots, countedWith(facts, panel))) {
      throw mismatch(`the panel grew after round ${panel.round}, which had decided`);
    }
  }
}

const ROLE_NUMBERS = { miner: 2, peer: 3, auto: 4, expert: 5, treasury: 6 } as const;

/**
 * Nothing of the escrow is missing, and every credit on chain is one the rules give. A share that
 * its owner has not collected yet is owed, and missing among the credits.
 */
export function checkPayout({ facts, record }: Evidence): void {
  const accounts = accountsOf(facts, record);
  const paid = accounts.paid.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const sum = paid + BigInt(accounts.refunded) + BigInt(accounts.burned);
  assertSame('paid, refunded and burned together', sum.toString(), accounts.escrow);
  const back = BigInt(accounts.refunded) + BigInt(accounts.bonds.publisherStakeReturned);
  const expected = [
    ...accounts.paid.map(({ to, role, amount }) => `${to} ${ROLE_NUMBERS[role]} ${amount}`),
    ...(back === 0n ? [] : [`${facts.publisher} 1 ${back.toString()}`]),
  ];
  for (const { to, role, amount } of facts.credits) {
    const credit = `${to} ${role} ${amount.toString()}`;
    const at = expected.indexOf(credit);
    if (amount > 0n && at < 0) throw mismatch(`credited against the rules: ${credit}`);
    if (at >= 0) expected.splice(at, 1);
  }
}
