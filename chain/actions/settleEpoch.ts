import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { packLanes } from '../../core/lanes.ts';
import { panelVerdict } from '../../core/panelVerdict.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readEpoch } from './readEpoch.ts';
import { readTask } from './readTask.ts';

/**
 * Settles every task of an epoch that reached a quorum; the others are free for a panel of their
 * own. Words and medians are taken from the chain; any key may send it.
 *
 * @throws PoiwError E_NOT_FOUND without a panel
 */
export async function settleEpoch(
  client: ChainClient,
  { epoch }: { readonly epoch: number },
): Promise<MinedTransaction> {
  const { taskIds, panel, votes } = await readEpoch(client, { epoch });
  if (panel === undefined) throw new PoiwError('E_NOT_FOUND', `epoch ${epoch} has no panel`);
  const rows = panel.ids.map((id) => votes.find(({ jurorId }) => jurorId === id)?.words);
  const medians: Hex[] = [];
  for (const [k, taskId] of taskIds.entries()) {
    const task = await readTask(client, { taskId });
    const seats = rows.map((words, seat) => ({
      weight: panel.weights[seat] ?? 0,
      scores: words?.[k],
    }));
    medians.push(
      task.agreed === undefined || task.epoch !== epoch || task.state !== 'open'
        ? packLanes([])
        : panelVerdict(task.agreed.laneSlots, seats).medians,
    );
  }
  const words = rows.flatMap((row) => row ?? []);
  const result = { ids: [...taskIds], workers: [...panel.workers], words, medians };
  return client.send({ contract: 'VoteModule', method: 'settleEpoch', args: [epoch, result] });
}
