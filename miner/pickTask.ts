import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { phaseAt } from '../core/phase.ts';
import { TASK_KINDS, type TaskKind } from '../core/taskKind.ts';
import { expectTask, type CostRates } from './expectTask.ts';
import type { Criterion, CriterionName, Decision, Expectation, SkillRecord } from './ledger.ts';
import type { Specialty } from './specialty.ts';

/** What the operator asks of a task. */
export interface PickPolicy extends CostRates {
  readonly kinds: readonly TaskKind[];
  readonly specialties: readonly Specialty[];
  /** Least reward worth working for, wei. */
  readonly priceFloor: bigint;
  /** Least expected value worth working for, wei. */
  readonly minValue: bigint;
  /** Publishers whose tasks are left alone. */
  readonly blockedPublishers: readonly Hex[];
  /** Of a hundred tasks left for their value, how many are tried all the same: skill may grow. */
  readonly explorePercent: number;
}

/** What else decides: how this miner stands at the moment. */
export interface Standing {
  /** Chain time, unix seconds. */
  readonly now: number;
  /** Why nothing new is taken at all; undefined when running. */
  readonly closed?: string;
  /** Free stake that can be locked as a bond, wei. */
  readonly freeStake: bigint;
  /** Attempts at this task that ended without an answer. */
  readonly failedAttempts: number;
  /** Seconds until a place to work is free. */
  readonly queueSeconds: number;
  /** What is known once the description was read. */
  readonly skill?: { readonly specialty: Specialty; readonly record: SkillRecord | undefined };
}

/** Seconds a commit needs at least: two blocks and some. */
const COMMIT_SECONDS = 5;
/** A task that brought the solver down this often is left alone. */
export const MAX_ATTEMPTS = 3;
/** Conditions that time, stake or the operator may still change. */
const PASSING: readonly CriterionName[] = ['mode', 'stake'];

/**
 * Whether a task is worth taking now. Every condition is looked at, so that `explain` can show all
 * of them; the first that fails is the reason.
 */
export function pickTask(task: TaskState, policy: PickPolicy, standing: Standing): Decision {
  const { skill, now } = standing;
  const expectation = skill === undefined ? undefined : expectTask(task, skill.record, policy);
  const criteria = [
    ...firstCriteria(task, policy, standing),
    ...(skill === undefined || expectation === undefined
      ? []
      : skillCriteria(task, policy, { ...standing, specialty: skill.specialty, expectation })),
  ];
  const failed = criteria.filter(({ ok }) => !ok);
  const [reason] = failed;
  return {
    taskId: task.id,
    at: now,
    take: reason === undefined,
    why: reason?.detail ?? taken(expectation),
    criteria,
    lasting: failed.some(({ name }) => !PASSING.includes(name)),
    ...(skill === undefined ? {} : { specialty: skill.specialty }),
    ...(expectation === undefined ? {} : { expectation }),
  };
}

/** What the chain alone tells. */
function firstCriteria(task: TaskState, policy: PickPolicy, standing: Standing): Criterion[] {
  const kind = TASK_KINDS[task.kind];
  const { now, closed, freeStake, failedAttempts } = standing;
  const phase = phaseAt(task.schedule, now);
  const blocked = policy.blockedPublishers.some((one) => sameAddress(one, task.publisher));
  return [
    criterion('mode', closed === undefined, closed ?? 'new tasks are taken'),
    kind === undefined
      ? criterion('kind', false, `unknown kind ${task.kind}`)
      : criterion(
          'kind',
          policy.kinds.includes(kind),
          policy.kinds.includes(kind)
            ? `kind ${kind}`
            : `kind ${kind} is not one of ${policy.kinds.join(', ')}`,
        ),
    phase === 'thinking' || phase === 'committing'
      ? criterion('phase', true, `answers are taken (${phase})`)
      : criterion('phase', false, `answers are closed (${phase})`),
    criterion(
      'price',
      task.reward >= policy.priceFloor,
      `reward ${task.reward} ${task.reward >= policy.priceFloor ? 'reaches' : 'is below'} the price floor ${policy.priceFloor}`,
    ),
    criterion(
      'publisher',
      !blocked,
      `publisher ${task.publisher} is ${blocked ? '' : 'not '}on the block list`,
    ),
    criterion(
      'stake',
      task.answerBond <= freeStake,
      `the bond ${task.answerBond} ${task.answerBond <= freeStake ? 'fits' : 'exceeds'} the free stake ${freeStake}`,
    ),
    criterion(
      'attempts',
      failedAttempts < MAX_ATTEMPTS,
      `${failedAttempts} of at most ${MAX_ATTEMPTS} attempts ended without an answer`,
    ),
  ];
}

interface Judged extends Standing {
  readonly specialty: Specialty;
  readonly expectation: Expectation;
}

/** What the description and this miner's own record tell. */
function skillCriteria(
  task: TaskState,
  policy: PickPolicy,
  { specialty, expectation, now, queueSeconds }: Judged,
): Criterion[] {
  const allowed = policy.specialties.includes(specialty);
  const left = task.schedule.commitEnd - now;
  const needed = queueSeconds + expectation.seconds + COMMIT_SECONDS;
  const worth = expectation.value >= policy.minValue;
  const explored = !worth && isExplored(task.id, policy.explorePercent);
  return [
    criterion(
      'specialty',
      allowed,
      `${specialty} ${allowed ? 'is' : 'is not'} one of the specialties worked on`,
    ),
    criterion('deadline', left >= needed, `${left} s left to commit, about ${needed} s needed`),
    criterion(
      'value',
      worth || explored,
      `expected value ${expectation.value} of ${expectation.attempts} tasks' experience ${
        worth ? 'reaches' : 'is below'
      } ${policy.minValue}${explored ? ', tried all the same to learn' : ''}`,
    ),
  ];
}

function criterion(name: CriterionName, ok: boolean, detail: string): Criterion {
  return { name, ok, detail };
}

function taken(expectation: Expectation | undefined): string {
  if (expectation === undefined) return 'every condition on the chain is met';
  const percent = (expectation.share / 10_000).toFixed(0);
  return `expected to bring ${expectation.value} wei: ${percent} % of the reward, from ${expectation.attempts} tasks' experience`;
}

/** The same tasks at every look, spread evenly over the ids. */
function isExplored(taskId: bigint, percent: number): boolean {
  return Number((taskId * 61n) % 100n) < percent;
}

function sameAddress(a: Hex, b: Hex): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
