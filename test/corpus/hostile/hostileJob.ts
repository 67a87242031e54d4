import { canonicalBytes, type Json } from '../../../core/canonicalJson.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';

/** One hostile task, or hostile answer to a harmless one, of a kind other than audit. */
export interface HostileJob {
  readonly name: string;
  /**
   * What must come of it: `refused <code>`, the first item's `<verdict> <reason>`, or `thrown
   * <code>` for a task that cannot be checked.
   */
  readonly outcome: string;
  readonly task: TaskPackage;
  readonly bytes: Uint8Array;
}

/** A hostile text and what must come of it. */
export type Row = readonly [name: string, outcome: string, text: string];

/** Outcome of files that nobody may be asked about: the task is refused, no answer is. */
export const INVALID = 'thrown E_TASK_INVALID';

export const answerTo = (task: TaskPackage, fields: Readonly<Record<string, Json>>) =>
  canonicalBytes({ task: task.id, ...fields });
