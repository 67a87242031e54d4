import { chainTime } from '../../chain/actions/chainTime.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Member } from '../../chain/member.ts';
import type { TaskState, VoteState } from '../../chain/taskState.ts';
import { contentIdFromDigest, type ContentId, type Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { GROWING } from '../../core/panelGrowth.ts';
import { exposureOf, seatsDrawn } from './seatsDrawn.ts';

type DutyStage = 'commit' | 'committed' | 'reveal' | 'revealed' | 'missed';

/** One seat of a juror: what is to be done, when, and what it can cost. Times are unix seconds. */
export interface Duty {
  readonly task: string;
  readonly stage: DutyStage;
  readonly commitFrom: number;
  readonly commitBy: number;
  readonly revealFrom: number;
  readonly revealBy: number;
  /** wei that are lost when the vote is not revealed. */
  readonly worstLoss: bigint;
  /** wei the seat pays when it is. */
  readonly pay: bigint;
  /** Whether the task is still open. */
  readonly open: boolean;
  readonly vote: VoteState;
  /** Content id of the rationale; null until it is revealed. */
  readonly rationale: ContentId | null;
}

export interface JurorDuties {
  readonly member: Member;
  /** Chain time, unix seconds. */
  readonly now: number;
  /** Newest task first. */
  readonly duties: readonly Duty[];
  /** wei that open seats can still cost at worst. */
  readonly exposure: bigint;
}

/** Every seat a juror was ever drawn for, from the chain alone. @throws PoiwError E_NOT_FOUND */
export async function jurorDuties(
  chain: ChainClient,
  { worker, fromBlock }: { readonly worker: Hex; readonly fromBlock: number },
): Promise<JurorDuties> {
  const member = await readMemberByWorker(chain, { worker });
  if (member?.role !== 'peer') {
    throw new PoiwError('E_NOT_FOUND', `worker ${worker} is no registered juror`, {
      hint: 'register it with the owner key: poiw validator stake --tier peer',
    });
  }
  const now = (await chainTime(chain)).timestamp;
  const drawings = [
    { contract: 'VoteModule', event: 'PanelDrawn' },
    { contract: 'VoteModule', event: 'PanelGrown' },
  ] as const;
  const tasks = await seatsDrawn(chain, drawings, { memberId: member.id, of: 'id', fromBlock });
  const duties: Duty[] = [];
  for (const taskId of tasks) {
    const task = await readTask(chain, { taskId });
    const votes = await readVotes(chain, { taskId });
    const vote = votes.find(({ jurorId }) => jurorId === member.id);
    if (vote !== undefined) duties.push(dutyOf(task, vote, now));
  }
  return { member, now, duties, exposure: exposureOf(duties) };
}

/** What a seat on a task asks for. */
export function dutyOf(task: TaskState, vote: VoteState, now: number): Duty {
  const { schedule, reward, split, answerBond, lane } = task;
  const { commitEnd: commitBy, revealEnd: revealBy } = vote.ballot;
  const seats = lane === 'growing' ? GROWING.most : Math.max(1, task.panel?.length ?? 1);
  return {
    task: task.id.toString(),
    stage: stageOf(task, vote, now),
    commitFrom: schedule.verifyEnd + 1,
    commitBy,
    revealFrom: commitBy + 1,
    revealBy,
    worstLoss: answerBond,
    pay: (reward * BigInt(split.peers)) / 10_000n / BigInt(seats),
    open: task.state === 'open',
    vote,
    rationale: vote.rationaleHash === undefined ? null : contentIdFromDigest(vote.rationaleHash),
  };
}

function stageOf(
  { state }: TaskState,
  { committed, revealed, ballot }: VoteState,
  now: number,
): DutyStage {
  if (revealed) return 'revealed';
  if (state !== 'open' || now > ballot.revealEnd) return 'missed';
  if (now > ballot.commitEnd) return committed ? 'reveal' : 'missed';
  return committed ? 'committed' : 'commit';
}
