import { parseUntrustedJson } from '../core/canonicalJson.ts';
import { PoiwError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { audit } from '../tasks/kinds/audit.ts';
import { confirmExploit, type Confirmation } from '../validators/auto/exploit/confirmExploit.ts';
import { loadAuditHidden, loadAuditInputs } from '../validators/auto/exploit/loadAuditInputs.ts';
import { createMeter } from '../validators/auto/exploit/meter.ts';
import type { FolderCheck } from './checkFolder.ts';
import { createNodePool } from './createNodePool.ts';

export interface ItemConfirmation extends Confirmation {
  readonly item: string;
}

/**
 * Runs every proved exploit of a checked answer again on a second engine.
 *
 * @throws PoiwError E_USAGE for a task without exploits, E_CONFIG when anvil does not start
 */
export async function confirmCheck(
  { task, bytes, built }: FolderCheck,
  signal: AbortSignal,
): Promise<ItemConfirmation[]> {
  if (task.spec.kind !== 'audit') {
    throw new PoiwError('E_USAGE', 'only exploits of audits can be confirmed by another engine');
  }
  const items = built.report.answers[0]?.items ?? [];
  const proved = items.filter(({ reason }) => reason === 'exploit-proved').map(({ id }) => id);
  if (proved.length === 0) return [];
  const { findings } = audit.answer.parse(parseUntrustedJson(bytes, LIMITS.answer));
  const pool = createNodePool();
  const arena = {
    inputs: loadAuditInputs(task),
    hidden: loadAuditHidden(task),
    seed: built.report.seed,
    runtime: { pool, signal },
    meter: createMeter(),
  };
  try {
    const confirmations: ItemConfirmation[] = [];
    for (const { id, poc } of findings) {
      if (poc === undefined || !proved.includes(id)) continue;
      confirmations.push({ item: id, ...(await confirmExploit(arena, poc)) });
    }
    return confirmations;
  } finally {
    await pool.stop();
  }
}
