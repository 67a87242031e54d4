import type { ChainClient } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { TaskState } from '../../chain/taskState.ts';
import type { Hex } from '../../core/contentId.ts';
import { phaseAt } from '../../core/phase.ts';

/** A task whose answers are to be checked. */
export interface CheckDuty {
  readonly task: TaskState;
  readonly beacon: Hex;
  /** Whether an answer whose sealed bytes nobody serves counts as refused by now. */
  readonly missingIsRefused: boolean;
}

/** Whether a validator has to check a task's answers now. @param now chain time, unix seconds */
export async function checkDuty(
  chain: ChainClient,
  task: TaskState,
  { memberId, now }: { readonly memberId: number; readonly now: number },
): Promise<CheckDuty | undefined> {
  const { beacon, hidden, hiddenCommit } = task;
  if (phaseAt(task.schedule, now) !== 'verifying' || beacon === undefined) return undefined;
  if (hiddenCommit !== undefined && hidden === undefined) return undefined;
  const late = isLate(task, now);
  // In the first half of the phase the lot decides; whoever it left out stands in afterwards.
  if (!task.drawnAttesters.includes(memberId) && !late) return undefined;
  if (task.receipts === task.attesters) return undefined;
  if (await hasAttested(chain, task, memberId)) return undefined;
  return { task, beacon, missingIsRefused: late };
}

/**
 * A blob may arrive late, so the first half of the phase waits for it; in the second half a miner
 * who withholds his bytes holds up nobody.
 */
function isLate({ schedule }: TaskState, now: number): boolean {
  return now > (schedule.revealEnd + schedule.verifyEnd) / 2;
}

async function hasAttested(
  chain: ChainClient,
  { id, receipts, beaconBlock }: TaskState,
  memberId: number,
): Promise<boolean> {
  if (receipts === 0) return false;
  const fromBlock = beaconBlock ?? 0;
  const query = { contract: 'TaskManager', event: 'ReceiptSubmitted', fromBlock } as const;
  const logs = await readLogs(chain, { ...query, indexed: [id, BigInt(memberId)] });
  return logs.length > 0;
}
