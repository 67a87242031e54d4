import type { TaskKind } from '../core/taskKind.ts';
import type { Specialty } from './specialty.ts';

/** One condition a task had to meet. */
export interface Criterion {
  readonly name: CriterionName;
  readonly ok: boolean;
  /** What was compared with what, for people. */
  readonly detail: string;
}

export type CriterionName =
  | 'mode'
  | 'kind'
  | 'phase'
  | 'price'
  | 'publisher'
  | 'stake'
  | 'attempts'
  | 'description'
  | 'specialty'
  | 'deadline'
  | 'value';

/** What a miner expects of a task; money in wei of the reward's token. */
export interface Expectation {
  /** Expected part of the reward, millionths. */
  readonly share: number;
  /** Probability of losing the bond, millionths. */
  readonly risk: number;
  /** Seconds of work, from this miner's own attempts. */
  readonly seconds: number;
  readonly cost: bigint;
  /** reward x share - bond x risk - cost */
  readonly value: bigint;
  /** Ended attempts the figures come from. */
  readonly attempts: number;
}

/** Why a task was taken or left; what `explain` shows. */
export interface Decision {
  readonly taskId: bigint;
  /** Chain time, unix seconds. */
  readonly at: number;
  readonly take: boolean;
  /** One sentence: the first condition that failed, or what is expected. */
  readonly why: string;
  readonly criteria: readonly Criterion[];
  /** False when the answer may be another one later: stake freed, resumed, space on the disk. */
  readonly lasting: boolean;
  /** Absent when the task was left before its description was read. */
  readonly specialty?: Specialty;
  readonly expectation?: Expectation;
}

/**
 * How an attempt ended: `stopped` was asked for, `cut` is one that the process did not live to end.
 */
export type AttemptResult = 'answer' | 'nothing' | 'failed' | 'stopped' | 'cut';

export interface Attempt {
  readonly taskId: bigint;
  /** From 1. */
  readonly number: number;
  readonly kind: TaskKind;
  readonly specialty: Specialty;
  /** Unix seconds of this machine. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly result?: AttemptResult;
  readonly seconds?: number;
}

/** What came of an answered task; money in wei. */
export interface Outcome {
  readonly taskId: bigint;
  readonly kind: TaskKind;
  readonly specialty: Specialty;
  readonly state: 'settled' | 'refunded';
  readonly reward: bigint;
  readonly paid: bigint;
  readonly revealed: boolean;
  /** Not revealed, or disproved. */
  readonly bondLost: bigint;
  /** Chain time of the look, unix seconds. */
  readonly at: number;
}

/** Money that left: once under each id, however often it is reported. */
export interface Spend {
  /** Names the cause, e.g. a transaction's hash or `<task>/<attempt>/<call>`. */
  readonly id: string;
  readonly taskId: bigint;
  readonly unit: 'gas-wei' | 'micro-usd';
  readonly amount: bigint;
  /** Unix seconds. */
  readonly at: number;
}

/** Own record in one kind and specialty, over its latest ended tasks. */
export interface SkillRecord {
  readonly kind: TaskKind;
  readonly specialty: Specialty;
  /** Ended tasks, with or without an answer of ours. */
  readonly attempts: number;
  /** Paid something. */
  readonly wins: number;
  /** Sum over the attempts of paid / reward, millionths. */
  readonly shareSum: number;
  readonly bondsLost: number;
  /** Finished attempts that `seconds` are of. */
  readonly timed: number;
  readonly meanSeconds: number;
  /** Standard deviation. */
  readonly spreadSeconds: number;
  /** Mean of what an attempt cost, millionths of a dollar. */
  readonly meanMicroUsd: number;
}

/** What left: gas in wei of the chain's coin, models in millionths of a dollar. */
export interface Spent {
  readonly gasWei: bigint;
  readonly microUsd: bigint;
}

/**
 * What a miner remembers of its own work: decisions, attempts, outcomes, money spent. Unlike the
 * journal nothing in it is a promise: lost, it costs experience, never a bond.
 */
export interface MinerLedger {
  /** The latest decision about a task replaces the one before. */
  saveDecision(decision: Decision): void;
  decision(taskId: bigint): Decision | undefined;
  /** The newest first. */
  decisions(limit: number): readonly Decision[];
  /** Starts attempt number n + 1 of a task. */
  beginAttempt(attempt: Omit<Attempt, 'number' | 'result' | 'seconds'>): Attempt;
  endAttempt(attempt: Attempt, end: { result: AttemptResult; seconds: number }): void;
  /** Oldest first. */
  attempts(taskId: bigint): readonly Attempt[];
  /** The first outcome of a task stands. */
  saveOutcome(outcome: Outcome): void;
  outcome(taskId: bigint): Outcome | undefined;
  /** The newest first. */
  outcomes(limit: number): readonly Outcome[];
  skills(): readonly SkillRecord[];
  /** @returns false when it was on record already */
  spend(entry: Spend): boolean;
  /**
   * Gas and models, of one task or of everything since a time (unix seconds). A call of a model
   * that was cut off counts with the most it can have cost.
   */
  spent(of: { readonly taskId?: bigint; readonly since?: number }): Spent;
  /** Sums over all outcomes, wei of the reward's token. */
  earned(): { readonly paid: bigint; readonly bondsLost: bigint };
  close(): void;
}
