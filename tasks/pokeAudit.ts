import { auditTask } from '../chain/actions/auditTask.ts';
import { readDocket } from '../chain/actions/readDocket.ts';
import { readStanding } from '../chain/actions/readStanding.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { PoiwError } from '../core/errors.ts';

export type PokedAudit =
  /** Nothing to draw, any more or ever. */
  | 'over'
  /** The block that decides is chosen. */
  | 'audit-armed'
  | 'audit-drawn'
  /** Its hash is not known yet. */
  | 'waits';

/** What the court says to whoever was not the first. */
const LOST_RACE = new Set(['AuditOver', 'BeaconNotReady', 'WindowClosed']);

/**
 * Moves a settled task's audit onward: chooses the block, then draws by its hash. Anyone may, so
 * several daemons race here; for whoever comes second it is done.
 *
 * @param at chain time, unix seconds, and the newest block
 */
export async function pokeAudit(
  chain: ChainClient,
  taskId: bigint,
  { now, block }: { readonly now: number; readonly block: number },
): Promise<PokedAudit> {
  const { drawn, beaconBlock } = await readDocket(chain, { taskId });
  if (drawn || now > (await readStanding(chain, { taskId })).end) return 'over';
  if (beaconBlock !== 0 && block <= beaconBlock) return 'waits';
  try {
    const { events } = await auditTask(chain, { taskId });
    return events.some(({ name }) => name === 'AuditDrawn') ? 'audit-drawn' : 'audit-armed';
  } catch (thrown) {
    if (thrown instanceof PoiwError && LOST_RACE.has(String(thrown.details['name']))) {
      return 'waits';
    }
    throw thrown;
  }
}
