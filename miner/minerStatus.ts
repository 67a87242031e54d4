import type { Hex } from '../core/contentId.ts';
import { phaseAt } from '../core/phase.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import type { CriterionName } from './ledger.ts';
import type { BoardEntry, Stage } from './taskBoard.ts';

export type MinerMode = 'running' | 'paused' | 'draining';

/** One open task this miner works on or has promised something about. */
interface WorkItem {
  readonly task: string;
  readonly kind: string;
  readonly stage: Stage;
  readonly waitingFor: string;
  /** Chain time, unix seconds. */
  readonly since: number;
  readonly until: number;
}

/** Whether a miner earns and, if not, why; what it waits for, since when, until when. */
export interface MinerStatus {
  readonly role: 'miner';
  readonly worker: Hex;
  readonly member: number;
  readonly mode: MinerMode;
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly waitingFor: string;
  /** Chain time, unix seconds; null when nothing has a time. */
  readonly since: number | null;
  readonly until: number | null;
  readonly work: readonly WorkItem[];
  readonly pool: {
    /** Tasks that still take answers. */
    readonly open: number;
    /** Left alone, by the condition that failed first. */
    readonly left: Readonly<Partial<Record<CriterionName, number>>>;
  };
  /** wei */
  readonly freeStake: bigint;
  /** Milliseconds since the epoch at which the chain stopped answering. */
  readonly rpcLostAt: number | null;
  /** What keeps it from taking work although it runs, e.g. a full disk. */
  readonly trouble: string | null;
}

export interface StatusFacts {
  readonly worker: Hex;
  readonly member: number;
  readonly mode: MinerMode;
  readonly entries: readonly BoardEntry[];
  /** Chain time, unix seconds. */
  readonly now: number;
  readonly freeStake: bigint;
  readonly rpcLostAt: number | undefined;
  readonly trouble: string | undefined;
}

const WORKING: readonly Stage[] = ['queued', 'solving', 'sealed', 'committed', 'revealed'];

export function minerStatus(facts: StatusFacts): MinerStatus {
  const { entries, now } = facts;
  const work = entries
    .filter(({ stage }) => stage !== 'declined')
    .map(workItem)
    .sort((a, b) => a.until - b.until);
  const taking = entries.filter(({ task }) => now <= task.schedule.commitEnd);
  const left: Partial<Record<CriterionName, number>> = {};
  for (const { stage, decision } of taking) {
    const failed = decision?.criteria.find(({ ok }) => !ok);
    if (stage !== 'declined' || failed === undefined) continue;
    left[failed.name] = (left[failed.name] ?? 0) + 1;
  }
  const pool = { open: taking.length, left };
  const next = work[0];
  return {
    role: 'miner',
    worker: facts.worker,
    member: facts.member,
    mode: facts.mode,
    earning: earning(facts, work, pool),
    waitingFor:
      next === undefined ? 'a task worth taking' : `task ${next.task}: ${next.waitingFor}`,
    since: next?.since ?? null,
    until: next?.until ?? null,
    work,
    pool,
    freeStake: facts.freeStake,
    rpcLostAt: facts.rpcLostAt ?? null,
    trouble: facts.trouble ?? null,
  };
}

function workItem({ task, stage, since }: BoardEntry): WorkItem {
  const { schedule } = task;
  const item = (waitingFor: string, until: number): WorkItem => ({
    task: task.id.toString(),
    kind: TASK_KINDS[task.kind] ?? `kind ${task.kind}`,
    stage,
    waitingFor,
    since,
    until,
  });
  switch (stage) {
    case 'queued':
      return item('a free place to work', schedule.commitEnd);
    case 'solving':
      return item('its solver', schedule.commitEnd);
    case 'sealed':
      return phaseAt(schedule, since) === 'thinking'
        ? item('the minimum thinking time to pass', schedule.thinkEnd)
        : item('its commit to be mined', schedule.commitEnd);
    case 'committed':
      return item('the reveal phase; you must be online then', schedule.commitEnd);
    case 'revealed':
      return item('the verdict', schedule.settleEnd);
    case 'missed':
      return item('its end; the promise could not be kept', schedule.settleEnd);
    case 'declined':
      return item('its end', schedule.settleEnd);
  }
}

function earning(
  facts: StatusFacts,
  work: readonly WorkItem[],
  pool: MinerStatus['pool'],
): MinerStatus['earning'] {
  const no = (because: string) => ({ yes: false, because });
  if (facts.rpcLostAt !== undefined) {
    return no(`the chain has not answered since ${new Date(facts.rpcLostAt).toISOString()}`);
  }
  if (facts.trouble !== undefined) return no(facts.trouble);
  const count = work.filter(({ stage }) => WORKING.includes(stage)).length;
  if (count > 0) {
    const stages = WORKING.flatMap((stage) => {
      const some = work.filter((one) => one.stage === stage).length;
      return some === 0 ? [] : [`${some} ${stage}`];
    });
    const some = count === 1 ? 'one task is' : `${count} tasks are`;
    return { yes: true, because: `${some} under way: ${stages.join(', ')}` };
  }
  if (facts.mode !== 'running')
    return no(`it is ${facts.mode}: \`poiw miner resume\` takes work again`);
  if (pool.open === 0) return no('no task takes answers at the moment');
  const reasons = Object.entries(pool.left).map(([name, some]) => `${some} for ${name}`);
  return no(`none of ${pool.open} open tasks was taken: ${reasons.join(', ')}`);
}
