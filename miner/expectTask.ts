import type { TaskState } from '../chain/taskState.ts';
import type { Expectation, SkillRecord } from './ledger.ts';

/** What turns seconds and dollars into the reward's token. */
export interface CostRates {
  /** wei an hour of this machine costs. */
  readonly weiPerHour: bigint;
  /** wei of the reward's token a dollar is worth. */
  readonly weiPerUsd: bigint;
}

const MILLION = 1_000_000;
/** Before any experience: half of the reward, as if two tasks had shown it; no bond lost in two. */
const PRIOR_WEIGHT = 2;
const PRIOR_SHARE = MILLION / 2;
/** Seconds a task is taken to need before one of its kind was timed. */
const PRIOR_SECONDS = 30;

/**
 * What a task is worth to this miner, from its own record in this kind and specialty. A record of n
 * tasks weighs n against a prior of two, so that a beginner tries and a failure is remembered.
 */
export function expectTask(
  { reward, answerBond }: Pick<TaskState, 'reward' | 'answerBond'>,
  record: SkillRecord | undefined,
  rates: CostRates,
): Expectation {
  const attempts = record?.attempts ?? 0;
  const weight = attempts + PRIOR_WEIGHT;
  const share = Math.round(((record?.shareSum ?? 0) + PRIOR_SHARE * PRIOR_WEIGHT) / weight);
  const risk = Math.round(((record?.bondsLost ?? 0) * MILLION) / weight);
  const seconds = secondsNeeded(record);
  const cost =
    (rates.weiPerHour * BigInt(seconds)) / 3600n +
    (rates.weiPerUsd * BigInt(Math.round(record?.meanMicroUsd ?? 0))) / BigInt(MILLION);
  const part = (of: bigint, millionths: number) => (of * BigInt(millionths)) / BigInt(MILLION);
  const value = part(reward, share) - part(answerBond, risk) - cost;
  return { share, risk, seconds, cost, value, attempts };
}

/** Mean and two deviations: a deadline met on average is missed half of the time. */
function secondsNeeded(record: SkillRecord | undefined): number {
  if (record === undefined || record.timed === 0) return PRIOR_SECONDS;
  return Math.ceil(record.meanSeconds + 2 * record.spreadSeconds);
}
