import type { TaskState } from '../chain/taskState.ts';
import type { Decision } from './ledger.ts';

/** Where a task stands for this miner. */
export type Stage =
  | 'declined'
  | 'queued'
  | 'solving'
  | 'sealed'
  | 'committed'
  | 'revealed'
  /** A promise that can no longer be kept; its window closed. */
  | 'missed';

/** What this miner knows about an open task. */
export interface BoardEntry {
  readonly task: TaskState;
  readonly stage: Stage;
  /** Chain time the stage began, unix seconds. */
  readonly since: number;
  /** Chain time of the latest look. */
  readonly lookedAt: number;
  /** Absent for promises found in the journal after a restart. */
  readonly decision?: Decision;
}

/** Chain seconds between looks at something that may change at any time. */
const LOOK_AGAIN = 10;

export interface TaskBoard {
  get(taskId: bigint): BoardEntry | undefined;
  /** Notes a stage; `since` stays when it is the same one as before. */
  put(task: TaskState, stage: Stage, now: number, decision?: Decision): void;
  remove(taskId: bigint): void;
  entries(): readonly BoardEntry[];
  in(...stages: readonly Stage[]): readonly BoardEntry[];
  /** Whether anything about the task can have come up: a task at rest is not read again. */
  isDue(taskId: bigint, now: number): boolean;
}

/** The open tasks a miner has seen; phases follow from schedules, so most need no second look. */
export function createTaskBoard(): TaskBoard {
  const board = new Map<bigint, BoardEntry>();
  const inStages = (...stages: readonly Stage[]) =>
    [...board.values()].filter(({ stage }) => stages.includes(stage));
  return {
    get: (taskId) => board.get(taskId),
    put(task, stage, now, decision) {
      const before = board.get(task.id);
      const kept = decision ?? before?.decision;
      board.set(task.id, {
        task,
        stage,
        since: before?.stage === stage ? before.since : now,
        lookedAt: now,
        ...(kept === undefined ? {} : { decision: kept }),
      });
    },
    remove: (taskId) => void board.delete(taskId),
    entries: () => [...board.values()],
    in: inStages,
    isDue(taskId, now) {
      const entry = board.get(taskId);
      return entry === undefined || isDue(entry, now);
    },
  };
}

function isDue({ task, stage, lookedAt, decision }: BoardEntry, now: number): boolean {
  const { schedule } = task;
  switch (stage) {
    case 'declined':
      if (decision?.lasting === false && now <= schedule.commitEnd) {
        return now >= lookedAt + LOOK_AGAIN;
      }
      return now > schedule.settleEnd && now >= lookedAt + LOOK_AGAIN;
    case 'queued':
    case 'solving':
      return false;
    case 'sealed':
      return now > schedule.thinkEnd;
    case 'committed':
      return now > schedule.commitEnd;
    case 'revealed':
    case 'missed':
      return now >= lookedAt + LOOK_AGAIN;
  }
}
