import type { Hex } from '../../core/contentId.ts';
import { hashNumber } from '../../core/judging/judgingOrder.ts';
import { plantedFindings } from '../../core/judging/plantedFindings.ts';
import { audit, type AuditAnswer } from '../../tasks/kinds/audit.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import { loadAuditInputs } from '../../validators/auto/exploit/loadAuditInputs.ts';

/** Whose answer to which task. */
export interface PlantedFor {
  readonly seed: Hex;
  readonly taskId: bigint;
  readonly worker: Hex;
}

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/**
 * The answer a seed plants in a task, in the form of any miner's; null where the code leaves nothing
 * to plant. Seed and task make all of it: whoever has them can see that it is what was planted.
 *
 * @throws PoiwError E_TASK_INVALID
 */
export function plantedAnswer(
  { seed, taskId, worker }: PlantedFor,
  task: TaskPackage,
): AuditAnswer | null {
  const { sources, scope } = loadAuditInputs(task);
  const own = `${seed}|${taskId}|${worker.toLowerCase()}`;
  const findings = plantedFindings(own, sources, scope).map((finding, at) => {
    const draw = (what: string, count: number) => hashNumber(`${own}|${what}|${at}`) % count;
    return {
      ...finding,
      id: `F${at + 1}`,
      title: `${finding.class} in ${finding.locations[0]?.file ?? ''}`.slice(0, 160),
      severity: SEVERITIES[draw('severity', SEVERITIES.length)],
      confidence: (55 + draw('confidence', 40)) / 100,
    };
  });
  return findings.length === 0 ? null : audit.answer.parse({ task: task.id, findings });
}
