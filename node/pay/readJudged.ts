import { chainTime } from '../../chain/actions/chainTime.ts';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readCase } from '../../chain/actions/readCase.ts';
import { readDocket } from '../../chain/actions/readDocket.ts';
import { readStanding } from '../../chain/actions/readStanding.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import type { ContractName } from '../../chain/artifacts.ts';
import type { ChainClient, ChainEvent } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { packLanes } from '../../core/lanes.ts';
import { PAY_EPOCH_SECONDS, payEpochAt, type ClosedTask } from '../../core/judging/payEpochs.ts';
import { openSeeds, plantedLanes, type OpenSeed } from '../../core/judging/plantedLanes.ts';
import { readPlantWords } from './plantWords.ts';

/** What the chain says of judged tasks, from its public history alone. */
export interface JudgedHistory {
  /** When the network began, unix seconds: epochs are counted from it. */
  readonly origin: number;
  /** Chain time, unix seconds. */
  readonly now: number;
  /** Tasks whose lot was drawn and about which nothing can change any more. */
  readonly tasks: readonly ClosedTask[];
  /** Cases whose time is over and that nobody closed yet, with the time since when. */
  readonly unclosed: readonly { readonly caseId: bigint; readonly since: number }[];
}

interface Events {
  readonly settled: readonly ChainEvent[];
  readonly reveals: readonly ChainEvent[];
  readonly ruled: readonly ChainEvent[];
  readonly executed: readonly ChainEvent[];
  readonly readings: readonly ChainEvent[];
}

/**
 * Reads every settled task whose lot was drawn, with its votes and, where experts ruled, their
 * ruling. A task without a lot has no labels and none of its votes is scored: its seats keep the flat
 * wage. So do those of tasks judged together with others in an epoch of the vote module.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_NOT_FOUND
 */
export async function readJudged(chain: ChainClient, fromBlock: number): Promise<JudgedHistory> {
  const all = (contract: ContractName, event: string) =>
    readLogs(chain, { contract, event, indexed: [], fromBlock });
  const [lots, settled, reveals, ruled, executed, readings] = await Promise.all([
    all('DisputeCourt', 'AuditDrawn'),
    all('TaskManager', 'TaskSettled'),
    all('VoteModule', 'VoteRevealed'),
    all('DisputeCourt', 'Ruled'),
    all('DisputeCourt', 'Executed'),
    all('DisputeCourt', 'ExpertRevealed'),
  ]);
  const seeds = openSeeds(await readPlantWords(chain, fromBlock));
  const { timestamp: now } = await chainTime(chain);
  const first = await chain.provider.getBlock(fromBlock);
  if (first === null) throw new PoiwError('E_NOT_FOUND', `the chain has no block ${fromBlock}`);
  const origin = first.timestamp;
  const tasks: ClosedTask[] = [];
  const unclosed: { caseId: bigint; since: number }[] = [];
  for (const { args } of lots) {
    const taskId = BigInt(args['task'] as string);
    const end = await endOf(chain, taskId);
    if (end.unclosed !== undefined && end.unclosed.since < now) unclosed.push(end.unclosed);
    if (end.closedAt === undefined || end.closedAt >= now) continue;
    const { closedAt, caseId } = end;
    const events = { settled, reveals, ruled, executed, readings };
    const scoredAt = origin + payEpochAt(closedAt, origin) * PAY_EPOCH_SECONDS;
    const facts = await factsOf(chain, { taskId, caseId, events, seeds, scoredAt });
    tasks.push({ ...facts, lot: args['lanes'] as Hex, closedAt });
  }
  return { origin, now, tasks, unclosed };
}

interface End {
  readonly caseId?: bigint | undefined;
  /** Absent while something can change. */
  readonly closedAt?: number;
  readonly unclosed?: { readonly caseId: bigint; readonly since: number };
}

/** When nothing about a task can change any more: its window is over, or its case. */
async function endOf(chain: ChainClient, taskId: bigint): Promise<End> {
  const { caseId } = await readDocket(chain, { taskId });
  if (caseId === undefined) return { closedAt: (await readStanding(chain, { taskId })).end };
  const { stage, appealEnd } = await readCase(chain, { caseId });
  if (stage === 'closed') return { caseId, closedAt: appealEnd };
  return stage === 'appealable' ? { caseId, unclosed: { caseId, since: appealEnd } } : { caseId };
}

interface Of {
  readonly taskId: bigint;
  readonly caseId: bigint | undefined;
  readonly events: Events;
  readonly seeds: readonly OpenSeed[];
  /** First second in which the task's votes can be scored. */
  readonly scoredAt: number;
}

async function factsOf(
  chain: ChainClient,
  { taskId, caseId, events, seeds, scoredAt }: Of,
): Promise<Omit<ClosedTask, 'lot' | 'closedAt'>> {
  const id = taskId.toString();
  const [task, answers, standing] = await Promise.all([
    readTask(chain, { taskId }),
    readAnswers(chain, { taskId }),
    readStanding(chain, { taskId }),
  ]);
  const settled = events.settled.find(({ args }) => args['id'] === id);
  const isRuled = events.ruled.some(({ args }) => args['caseId'] === caseId?.toString());
  const executed = events.executed.find(({ args }) => args['task'] === id);
  const laneSlots = task.agreed?.laneSlots ?? packLanes([], 0xff);
  const { schedule, ballot } = task;
  const planted = plantedLanes(
    {
      ...{ ...chain.domainOf('TaskManager'), taskId, answers, laneSlots, scoredAt },
      ...{ commitEnd: schedule.commitEnd, votesEnd: ballot?.revealEnd ?? schedule.voteRevealEnd },
    },
    seeds,
  );
  return {
    task: taskId,
    // The peers' own: the standing's are the court's once it ruled.
    medians: (settled?.args['medians'] ?? packLanes([])) as Hex,
    ...{ used: standing.used, caps: standing.caps },
    ...{ laneSlots, planted },
    miners: answers.map(({ minerId }) => minerId),
    votes: events.reveals
      .filter(({ args }) => args['id'] === id)
      .map(({ args }) => ({
        juror: Number(args['jurorId']),
        stage: Number(args['round']),
        scores: args['scores'] as Hex,
      })),
    readings: events.readings
      .filter(({ args }) => args['caseId'] === caseId?.toString())
      .map(({ args }) => ({ expert: Number(args['expertId']), scores: args['scores'] as Hex })),
    ...(isRuled && executed !== undefined ? { ruling: executed.args['ruling'] as Hex } : {}),
  };
}
