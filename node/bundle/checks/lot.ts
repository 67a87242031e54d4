import { auditedTask } from '../accounts.ts';
import { drawAudit } from '../../../core/judging/auditDraw.ts';
import { assertSame, mismatch, type Evidence } from './evidence.ts';

/** The lot drew the items that the rule draws from its beacon, and its case is the one there is. */
export function checkLot({ facts }: Evidence): void {
  const { lot, court } = facts;
  if (lot === undefined) return;
  const audited = auditedTask(facts);
  if (audited === undefined) throw mismatch('a lot about a task that peers did not judge');
  assertSame('items read by lot', lot.lanes, drawAudit(lot.beacon, audited));
  // A lot that draws nothing opens no case; a dispute may open one after it.
  if (lot.caseId !== 0n) assertSame('case of the lot', `${lot.caseId}`, `${court?.caseId ?? 0n}`);
}
