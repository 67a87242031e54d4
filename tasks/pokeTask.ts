import { drawPanel } from '../chain/actions/drawPanel.ts';
import { escalateTask } from '../chain/actions/escalateTask.ts';
import { fixBeacon } from '../chain/actions/fixBeacon.ts';
import { readVotes } from '../chain/actions/readVotes.ts';
import { refundTask } from '../chain/actions/refundTask.ts';
import { rollPanel } from '../chain/actions/rollPanel.ts';
import { settleTask } from '../chain/actions/settleTask.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { NO_SLOT, packLanes, unpackLanes } from '../core/lanes.ts';
import { isPanelUndecided } from '../core/panelGrowth.ts';
import { panelVerdict } from '../core/panelVerdict.ts';

/** What a poke did. */
export type Poked =
  'beacon-fixed' | 'panel-drawn' | 'panel-rolled' | 'escalated' | 'settled' | 'refunded';

/** Whether the agreed receipt leaves something to a panel. */
function needsPanel({ agreed, panelSize }: TaskState): boolean {
  if (agreed === undefined || panelSize === 0) return false;
  return unpackLanes(agreed.laneSlots).some((slot) => slot !== NO_SLOT);
}

/** Whether every receipt that is taken has come and enough agree: nothing can change any more. */
export function isVerified({ agreed, receipts, attesters }: TaskState): boolean {
  return agreed !== undefined && receipts === attesters;
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
  'NoRoll',
  'NoGrowth',
  'RollDue',
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
  if (task.conflicting && task.panelSize > 0) {
    await escalateTask(chain, { taskId });
    return 'escalated';
  }
  if (task.agreed === undefined || task.epoch !== undefined) return undefined;
  if (needsPanel(task) && isDrawDue(task, now)) {
    await drawPanel(chain, { taskId });
    return 'panel-drawn';
  }
  if (!isVerified(task) && now <= schedule.verifyEnd) return undefined;
  if (!needsPanel(task)) return settle(chain, taskId, packLanes([]));
  if (task.panel === undefined && now <= task.drawEnd) return undefined;
  return closePanel(chain, task, task.agreed.laneSlots, now);
}

/** A task of the epoch lane is left to an epoch until verifying ends. */
function isDrawDue({ panel, drawEnd, lane, schedule }: TaskState, now: number): boolean {
  return panel === undefined && now <= drawEnd && (lane !== 'epoch' || now > schedule.verifyEnd);
}

/**
 * Settles by the latest panel; when the first reached no quorum, brings the second about, and lets a
 * growing one grow.
 */
async function closePanel(
  chain: ChainClient,
  task: TaskState,
  laneSlots: Hex,
  now: number,
): Promise<Poked | undefined> {
  const { id: taskId, ballot, rolling, schedule } = task;
  const growing = task.lane === 'growing';
  const late = now > (growing ? (task.growEnd ?? 0) : schedule.settleEnd);
  if (rolling && !late) {
    await drawPanel(chain, { taskId });
    return 'panel-drawn';
  }
  const votes = await readVotes(chain, { taskId });
  const isOver = votes.every(
    (vote) => vote.revealed || vote.snitched || vote.ballot.round !== ballot?.round,
  );
  if (ballot !== undefined && !isOver && now <= ballot.revealEnd) return undefined;
  const { quorum, medians } = panelVerdict(laneSlots, votes);
  const enough = growing ? !isPanelUndecided(laneSlots, votes) : quorum || (ballot?.round ?? 0) > 0;
  if (enough || late || ballot === undefined) return settle(chain, taskId, medians);
  await rollPanel(chain, { taskId });
  return 'panel-rolled';
}

async function settle(chain: ChainClient, taskId: bigint, medians: Hex): Promise<Poked> {
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
  // With a panel a conflict is escalated, as long as there is time to draw it.
  if (task.conflicting) return task.panelSize === 0 || now > task.drawEnd;
  return task.agreed === undefined && now > schedule.verifyEnd;
}
