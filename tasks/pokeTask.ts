import { drawPanel } from '../chain/actions/drawPanel.ts';
import { fixBeacon } from '../chain/actions/fixBeacon.ts';
import { readMedians } from '../chain/actions/readMedians.ts';
import { readVotes } from '../chain/actions/readVotes.ts';
import { refundTask } from '../chain/actions/refundTask.ts';
import { settleTask } from '../chain/actions/settleTask.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import type { TaskState } from '../chain/taskState.ts';
import { PoiwError } from '../core/errors.ts';
import { NO_SLOT, packLanes, unpackLanes } from '../core/lanes.ts';

/** What a poke did. */
export type Poked = 'beacon-fixed' | 'panel-drawn' | 'settled' | 'refunded';

/** Whether the agreed receipt leaves something to a panel. */
function needsPanel({ agreed, panelSize }: TaskState): boolean {
  if (agreed === undefined || panelSize === 0) return false;
  return unpackLanes(agreed.laneSlots).some((slot) => slot !== NO_SLOT);
}

/** Whether every receipt that is taken has come, and all are equal: nothing can change any more. */
export function isUnanimous({ agreed, agreeing, attesters }: TaskState): boolean {
  return agreed !== undefined && agreeing === attesters;
}

/**
 * Moves a task onward when its time has come: draws the panel, settles, or refunds. Anyone may, so
 * several daemons race here; for whoever comes second it is done.
 *
 * @param now chain time, unix seconds
 */
export async function pokeTask(
  chain: ChainClient,
  task: TaskState,
  now: number,
): Promise<Poked | undefined> {
  try {
    return await poke(chain, task, now);
  } catch (thrown) {
    if (thrown instanceof PoiwError && LOST_RACE.has(String(thrown.details['name']))) {
      return undefined;
    }
    throw thrown;
  }
}

/** What the contracts say to whoever was not the first. */
const LOST_RACE = new Set([
  'WrongState',
  'PanelAlreadyDrawn',
  'BeaconAlreadyFixed',
  'BeaconNotReady',
]);

async function poke(chain: ChainClient, task: TaskState, now: number): Promise<Poked | undefined> {
  const { id: taskId, schedule } = task;
  if (isRefundable(task, now)) {
    await refundTask(chain, { taskId });
    return 'refunded';
  }
  if (isBeaconDue(task, now)) {
    await fixBeacon(chain, { taskId });
    return 'beacon-fixed';
  }
  if (task.agreed === undefined) return undefined;
  if (needsPanel(task) && task.panel === undefined && now <= task.drawEnd) {
    await drawPanel(chain, { taskId });
    return 'panel-drawn';
  }
  if (!isUnanimous(task) && now <= schedule.verifyEnd) return undefined;
  if (!(await isVoted(chain, task, now))) return undefined;
  const voted = (task.panel ?? []).length > 0;
  const medians = voted ? await readMedians(chain, { taskId }) : packLanes([]);
  await settleTask(chain, { taskId, medians });
  return 'settled';
}

/** Worlds and jury are drawn from a block after every answer was sealed and the reveals ended. */
function isBeaconDue({ beacon, schedule, revealed }: TaskState, now: number): boolean {
  return beacon === undefined && revealed > 0 && now > schedule.revealEnd;
}

function isRefundable(task: TaskState, now: number): boolean {
  const { schedule } = task;
  if (task.revealed === 0) return now > schedule.revealEnd;
  return task.conflicting || (task.agreed === undefined && now > schedule.verifyEnd);
}

/** Whether no vote is to be waited for: none is needed, all are open, or their time is over. */
async function isVoted(chain: ChainClient, task: TaskState, now: number): Promise<boolean> {
  if (!needsPanel(task)) return true;
  if (task.panel === undefined) return now > task.drawEnd;
  if (now > task.schedule.voteRevealEnd) return true;
  const votes = await readVotes(chain, { taskId: task.id });
  return votes.every((vote) => vote.revealed);
}
