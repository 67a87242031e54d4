import type { Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import { panelVerdict } from '../../core/panelVerdict.ts';
import type { ChainClient } from '../chainClient.ts';
import { readTask } from './readTask.ts';
import { readVotes } from './readVotes.ts';

/** The medians that {@link settleTask} must be given, from the votes on chain. */
export async function readMedians(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<Hex> {
  const { agreed } = await readTask(client, { taskId });
  const votes = await readVotes(client, { taskId });
  if (agreed === undefined || votes.length === 0) return packLanes([]);
  return panelVerdict(agreed.laneSlots, votes).medians;
}
