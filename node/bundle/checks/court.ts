import { rulingCommitHash } from '../../../core/commitment.ts';
import { contentIdOf, digestOf } from '../../../core/contentId.ts';
import { overlayLanes, packLanes } from '../../../core/lanes.ts';
import { courtVerdict } from '../../../core/courtVerdict.ts';
import { rulingSchema, readRecord, type RulingRecord } from '../../../validators/expert/records.ts';
import { accountsOf, judgedReceipt } from '../accounts.ts';
import type { CourtFacts, CourtPanelFacts } from '../courtFacts.ts';
import { EVIDENCE_FILE, sealedWords, wordFile } from '../courtFiles.ts';
import { courtPayments } from '../courtMoney.ts';
import { checkSealed } from './contents.ts';
import { assertSame, mismatch, type Evidence } from './evidence.ts';

const ALL_LANES = packLanes([], 0xff);

/**
 * Every final vote opens its expert's seal and says what his reasons say, every ruling is the median
 * of its votes, and what was ruled last is what the case was closed with.
 */
export function checkRulings({ facts: { court, settled }, files, record }: Evidence): void {
  if (court === undefined) return;
  const domain = {
    chainId: BigInt(record.addresses.chainId),
    contract: record.addresses.disputeCourt,
  };
  const evidence = files.get(EVIDENCE_FILE);
  if (evidence !== undefined) {
    assertSame('evidence of the dispute', digestOf(contentIdOf(evidence)), court.evidence);
  }
  for (const panel of court.panels) {
    for (const { path, contentHash, salt } of sealedWords(panel)) {
      if (salt === undefined) assertSame(`${path}.json`, files.has(`${path}.json`), false);
      else checkSealed(files, path, { contentHash, salt });
    }
    for (const vote of panel.votes) {
      const { expertId, scores, guilt, rationaleHash, salt } = vote;
      if (!panel.seats.includes(expertId)) throw mismatch(`expert ${expertId} was not drawn`);
      const sealed = panel.commits.find((one) => one.expertId === expertId);
      if (sealed === undefined) throw mismatch(`expert ${expertId} opened and never sealed`);
      // Opened through another contract: the court compared it, the record cannot.
      if (salt === undefined) continue;
      const { tier, rolled } = panel;
      const commit = rulingCommitHash(domain, {
        ...{ caseId: court.caseId, tier, rolled, expert: sealed.from, scores, guilt },
        ...{ rationaleHash, salt },
      });
      assertSame(`seal of expert ${expertId}`, commit, sealed.commit);
      const ruling = rulingOf(files, { court, panel, expertId });
      if (ruling === undefined) continue;
      assertSame(`reasons of expert ${expertId}`, [ruling.scores, ruling.guilt], [scores, guilt]);
    }
    checkMedian(panel);
  }
  const last = court.panels.findLast(({ ruled }) => ruled !== undefined)?.ruled;
  if (court.executed === undefined || settled === undefined) return;
  const standing = settled.medians;
  const judged = court.lanes ?? ALL_LANES;
  const final = last === undefined ? standing : overlayLanes(standing, last.ruling, judged);
  assertSame('ruling', court.executed.ruling, final);
}

function checkMedian({ tier, seats, votes, ruled }: CourtPanelFacts): void {
  const { quorum, medians, guilt } = courtVerdict(seats.length, votes);
  if (ruled === undefined) return;
  assertSame(`quorum of tier ${tier}`, quorum, true);
  assertSame(`ruling of tier ${tier}`, [medians, guilt], [ruled.ruling, ruled.guilt]);
}

/** An expert's opened reasons; undefined when they are not in the bundle or no record of his. */
export function rulingOf(
  files: ReadonlyMap<string, Uint8Array>,
  at: { readonly court: CourtFacts; readonly panel: CourtPanelFacts; readonly expertId: number },
): RulingRecord | undefined {
  const { court, panel, expertId } = at;
  const bytes = files.get(`${wordFile(panel, expertId, 'ruling')}.json`);
  if (bytes === undefined) return undefined;
  const { tier, rolled } = panel;
  return readRecord(rulingSchema, bytes, { caseId: court.caseId, tier, rolled, expertId });
}

const ROLES: Readonly<Record<'expert' | 'appellant' | 'defender', number>> = {
  expert: 5,
  appellant: 7,
  defender: 7,
};

/** Everything credited when the case was closed is what the rules give, to the wei. */
export function checkCourtMoney({ facts, record }: Evidence): void {
  const { court, settled } = facts;
  if (court?.executed === undefined || settled === undefined) return;
  const receipt = judgedReceipt(facts);
  if (receipt === undefined) throw mismatch('a ruling about a task that no receipt describes');
  const ownerOf = (id: number) => record.members.find((one) => one.id === id)?.owner ?? '';
  const due = courtPayments(court, settled.medians, ownerOf).map((one) => ({
    ...one,
    number: ROLES[one.role],
  }));
  const shares = accountsOf(facts, record).paid.filter(({ role }) => role === 'expert');
  for (const { to, amount } of shares) {
    due.push({ to, role: 'expert', number: ROLES.expert, amount: BigInt(amount), shortfall: 0n });
  }
  for (const { to, role, amount } of court.credits) {
    const at = due.findIndex(
      (one) =>
        one.to.toLowerCase() === to.toLowerCase() &&
        one.number === role &&
        amount <= one.amount &&
        amount >= one.amount - one.shortfall,
    );
    if (amount > 0n && at < 0) throw mismatch(`the court credited ${amount} to ${to} (${role})`);
    if (at >= 0) due.splice(at, 1);
  }
  const missing = due.find(({ amount, shortfall }) => amount > shortfall);
  if (missing !== undefined) throw mismatch(`the court owes ${missing.amount} to ${missing.to}`);
}
