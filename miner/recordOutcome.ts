import { readAnswers } from '../chain/actions/readAnswers.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { readLogs } from '../chain/readLogs.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import type { Outcome } from './ledger.ts';
import type { Specialty } from './specialty.ts';

export interface OutcomeQuery {
  readonly memberId: number;
  readonly owner: Hex;
  readonly specialty: Specialty;
  /** Chain time, unix seconds. */
  readonly now: number;
  /** Block of the deployment: no event is older. */
  readonly fromBlock: number;
}

/**
 * What an ended task brought this miner, from the chain alone.
 *
 * @returns undefined when this miner has no answer in it
 */
export async function readOutcome(
  chain: ChainClient,
  task: TaskState,
  { memberId, owner, specialty, now, fromBlock }: OutcomeQuery,
): Promise<Outcome | undefined> {
  const { id: taskId, state, reward, answerBond } = task;
  const kind = TASK_KINDS[task.kind];
  if (kind === undefined || (state !== 'settled' && state !== 'refunded')) return undefined;
  const mine = (await readAnswers(chain, { taskId })).find((one) => one.minerId === memberId);
  if (mine === undefined) return undefined;
  const credits = await readLogs(chain, {
    contract: 'RewardDistributor',
    event: 'Credited',
    indexed: [owner, taskId],
    fromBlock,
  });
  const paid = credits
    .filter(({ args }) => Number(args['role']) === MINER)
    .reduce((sum, { args }) => sum + BigInt(args['amount'] as string), 0n);
  return {
    taskId,
    kind,
    specialty,
    state,
    reward,
    paid,
    revealed: mine.revealed,
    bondLost: bondLost(task, mine, answerBond),
    at: now,
  };
}

/** `role` of a credit that pays an answer. */
const MINER = 2;

/** As `_takeAnswer` of TaskPayouts: all of it unrevealed, half of it when disproved. */
function bondLost(
  { agreed, state }: TaskState,
  { revealed, slot }: { readonly revealed: boolean; readonly slot: number },
  bond: bigint,
): bigint {
  if (!revealed) return bond;
  if (state !== 'settled' || agreed === undefined) return 0n;
  return (agreed.faults >>> slot) & 1 ? bond / 2n : 0n;
}
