import { collectTask } from '../chain/actions/collectTask.ts';
import { readAnswers } from '../chain/actions/readAnswers.ts';
import { readPanels } from '../chain/actions/readPanel.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { readLogs } from '../chain/readLogs.ts';
import type { TaskState } from '../chain/taskState.ts';
import { asPoiwError } from '../core/errors.ts';
import { answerSlot, receiptSlot, seatSlot } from '../core/settlementSlots.ts';

/**
 * Takes what a member has in an ended task: pay is credited to its owner, its bond comes free.
 *
 * @returns how many slots were taken, 0 when it has none left; `again` while what was decided can be
 * disputed or is
 */
export async function collectOwn(
  chain: ChainClient,
  task: TaskState,
  memberId: number,
): Promise<number | 'again'> {
  const slots = (await ownSlots(chain, task.id, memberId)).filter(
    (slot) => ((task.collected >> BigInt(slot)) & 1n) === 0n,
  );
  if (slots.length === 0) return 0;
  try {
    await collectTask(chain, { taskId: task.id, slots });
  } catch (thrown) {
    const { name } = asPoiwError(thrown).details;
    if (name === 'StillDisputable' || name === 'InDispute') return 'again';
    throw thrown;
  }
  return slots.length;
}

async function ownSlots(chain: ChainClient, taskId: bigint, memberId: number): Promise<number[]> {
  const [answers, panels, receipts] = await Promise.all([
    readAnswers(chain, { taskId }),
    readPanels(chain, { taskId }),
    readLogs(chain, {
      contract: 'TaskManager',
      event: 'ReceiptSubmitted',
      indexed: [taskId],
      fromBlock: 0,
    }),
  ]);
  return [
    ...answers.filter(({ minerId }) => minerId === memberId).map(({ slot }) => answerSlot(slot)),
    ...panels.flatMap(({ round, rounds, grown, ids }) =>
      ids.flatMap((id, seat) =>
        id === memberId && rounds[seat] === round
          ? [seatSlot(grown || round === 0 ? 0 : 1, seat)]
          : [],
      ),
    ),
    ...receipts.flatMap(({ args }, i) =>
      Number(args['autoId']) === memberId ? [receiptSlot(i)] : [],
    ),
  ];
}
