import type { TaskState } from '../chain/taskState.ts';
import { phaseAt } from '../core/phase.ts';
import { TASK_KINDS, type TaskKind } from '../core/taskKind.ts';

export interface PickPolicy {
  readonly kinds: readonly TaskKind[];
  /** Least reward worth working for, wei. */
  readonly priceFloor: bigint;
  /** Free stake that can be locked as a bond, wei. */
  readonly freeStake: bigint;
  /** Seconds that must be left to commit. */
  readonly minSeconds: number;
}

export type Pick = { readonly take: true } | { readonly take: false; readonly why: string };

/** Whether a task is worth taking now; the reason is what `status` and the log show. */
export function pickTask(task: TaskState, policy: PickPolicy, now: number): Pick {
  const kind = TASK_KINDS[task.kind];
  const skip = (why: string): Pick => ({ take: false, why });
  if (kind === undefined) return skip(`unknown kind ${task.kind}`);
  if (!policy.kinds.includes(kind))
    return skip(`kind ${kind} is not one of ${policy.kinds.join(', ')}`);
  const phase = phaseAt(task.schedule, now);
  if (phase !== 'thinking' && phase !== 'committing') return skip(`answers are closed (${phase})`);
  const left = task.schedule.commitEnd - now;
  if (left < policy.minSeconds) return skip(`only ${left} s left to commit`);
  if (task.reward < policy.priceFloor)
    return skip(`reward ${task.reward} is below the price floor`);
  if (task.answerBond > policy.freeStake) {
    return skip(`the bond ${task.answerBond} exceeds the free stake ${policy.freeStake}`);
  }
  return { take: true };
}
