import { caseCount, readCase } from '../../chain/actions/readCase.ts';
import { readDeliberation } from '../../chain/actions/readDeliberation.ts';
import type { CaseState } from '../../chain/caseState.ts';
import type { ChainClient } from '../../chain/chainClient.ts';

export interface CourtForward {
  /** Chain time up to which nothing is left to do in any dispute; Infinity without one. */
  readonly target: number;
  readonly phases: readonly string[];
}

/** How far the clock may move as far as the court is concerned; `busy` while somebody has something to do. */
export async function courtForward(
  chain: ChainClient,
  now: number,
): Promise<CourtForward | 'busy'> {
  let target = Infinity;
  const phases: string[] = [];
  const last = await caseCount(chain);
  for (let caseId = 1n; caseId <= last; caseId += 1n) {
    const dispute = await readCase(chain, { caseId });
    if (dispute.stage === 'closed') continue;
    const end = await quietUntil(chain, dispute, now);
    if (end === undefined) return 'busy';
    target = Math.min(target, end + 1);
    phases.push(`case ${caseId} ${dispute.stage}`);
  }
  return { target, phases };
}

/** The end of a stage in which nobody has anything left to do; undefined while somebody has. */
async function quietUntil(
  chain: ChainClient,
  { id, stage, tier, rolled, hearing, commitEnd, appealEnd }: CaseState,
  now: number,
): Promise<number | undefined> {
  if (stage === 'appealable' && now <= appealEnd) return appealEnd;
  if (stage === 'drawing' && now <= commitEnd) return commitEnd;
  if (stage !== 'voting' || now > commitEnd) return undefined;
  const { commits } = await readDeliberation(chain, { caseId: id, tier, rolled });
  return hearing.seats.every((expertId) => commits.has(expertId)) ? commitEnd : undefined;
}
