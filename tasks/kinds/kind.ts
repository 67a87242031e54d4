import type { z } from 'zod';
import type { Json } from '../../core/canonicalJson.ts';
import type { RewardRow } from '../../core/economy/rewardTable.ts';
import type { Windows } from '../../core/phase.ts';
import type { ItemWeight, ScorableItem } from '../../core/scoring.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import type { TaskSpec } from '../taskSpec.ts';

/** The part of a checked item that its weight depends on. */
export interface WeighedItem {
  readonly verdict: ScorableItem['verdict'];
  readonly facts: Readonly<Record<string, Json>>;
}

/** Weight of an item that is simply right or wrong. */
export const plainWeight: ItemWeight = { claimed: 1, proved: 1, confidence: 1, level: 1 };

/** Phases of a kind whose items checks decide: nobody votes. Seconds. */
export function windowsWithoutVotes(
  phases: Pick<Windows, 'think' | 'commit' | 'reveal' | 'verify'>,
): Windows {
  return { ...phases, voteCommit: 0, voteReveal: 0, settle: 86_400 };
}

/** A file in validators/auto/checks/. */
export type CheckName = 'compile' | 'parse' | 'claims' | 'exploit' | 'gas' | 'fuel' | 'maths';

/**
 * Everything the rest of the project knows about a kind of task. Adding a kind is one such file
 * and, if it needs a new check, one file in validators/auto/checks/.
 */
export interface KindDefinition {
  readonly kind: TaskKind;
  /** Row of the base reward table. */
  readonly reward: RewardRow;
  /** Bond a miner locks with a commit, in percent of the reward (seed 001: 20 of 100). */
  readonly bondPercent: bigint;
  /** Default phase lengths in seconds; `think` is the minimum thinking time. */
  readonly windows: Windows;
  /** Peer jurors drawn when a check leaves items open; 0 when checks decide everything. */
  readonly panelSize: number;
  /** Whether a task of this kind must have a hidden part. */
  readonly hidden: 'required' | 'none';
  /** Schema of `settings` in task.json. */
  readonly settings: z.ZodType;
  /** Schema of an answer (canonical JSON), of any task of this kind. */
  readonly answer: z.ZodType;
  /** Which of the forms that `answer` allows a task with these settings takes; all, where absent. */
  readonly answerTo?: (settings: TaskSpec['settings']) => z.ZodType;
  /** The check that decides this kind's items, or which of several does for given settings. */
  readonly check: CheckName | ((settings: TaskSpec['settings']) => CheckName);
  /** What a checked item is worth, from the facts its check recorded. */
  readonly weigh: (item: WeighedItem) => ItemWeight;
  /** What a miner is told. */
  readonly brief: string;
  /** How a model with tools works at it, in a few sentences. */
  readonly method: string;
  /** How a juror scores an open item, 0..255. */
  readonly rubric: string;
}
