/** Task kinds in the order of their on-chain number (TaskManager stores the index). */
export const TASK_KINDS = ['syntax', 'statistics', 'audit', 'optimization'] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

/** On-chain number of a kind. */
export function kindNumber(kind: TaskKind): number {
  return TASK_KINDS.indexOf(kind);
}
