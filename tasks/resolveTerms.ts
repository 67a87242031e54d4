import { rewardRange } from '../core/economy/rewardTable.ts';
import { PoiwError } from '../core/errors.ts';
import { GROWING } from '../core/panelGrowth.ts';
import { assertSplit, type Split } from '../core/payout.ts';
import type { Windows } from '../core/phase.ts';
import type { TaskKind } from '../core/taskKind.ts';
import { KINDS } from './kinds/kinds.ts';
import type { KindDefinition } from './kinds/kind.ts';
import type { ManifestTerms } from './taskManifest.ts';

/** What a task pays and when it ends, with every default filled in. */
export interface TaskTerms {
  /** wei */
  readonly reward: bigint;
  /** wei a miner locks with a commit */
  readonly answerBond: bigint;
  readonly split: Split;
  readonly windows: Windows;
  readonly maxAnswers: number;
  readonly attesters: number;
  readonly panelSize: number;
  /** Whether an epoch may judge the task together with others, or its own panel grows. */
  readonly lane: 'task' | 'epoch' | 'growing';
}

/** Seed 001 leaves ranges; these give scenario 2 its 45 of 50. */
const DEFAULT_SPLIT: Split = { miners: 6500, peers: 1750, experts: 750, network: 1000 };
const DEFAULT_MAX_ANSWERS = 16;
const DEFAULT_ATTESTERS = 2;

/**
 * Fills in a kind's defaults.
 *
 * @throws PoiwError E_TASK_INVALID naming the field under `terms`
 */
export function resolveTerms(kind: TaskKind, terms: ManifestTerms = {}): TaskTerms {
  const row = KINDS[kind];
  const reward = rewardOf(row, terms);
  const panelSize = terms.panelSize ?? row.panelSize;
  return {
    reward,
    answerBond: (reward * row.bondPercent) / 100n,
    split: checkedSplit(terms.split ?? DEFAULT_SPLIT),
    windows: windowsOf(row.windows, terms.windows, panelSize),
    maxAnswers: terms.maxAnswers ?? DEFAULT_MAX_ANSWERS,
    attesters: terms.attesters ?? DEFAULT_ATTESTERS,
    panelSize,
    lane: laneOf(terms.lane, panelSize),
  };
}

function laneOf(lane: ManifestTerms['lane'], panelSize: number): TaskTerms['lane'] {
  if (lane === 'epoch' && panelSize === 0) {
    throw invalid('lane', 'epoch needs a panel (terms.panelSize is 0)');
  }
  if (lane === 'growing' && panelSize !== GROWING.first) {
    throw invalid('lane', `growing begins with ${GROWING.first} seats, panelSize is ${panelSize}`);
  }
  return lane ?? 'task';
}

function rewardOf({ kind, reward: row }: KindDefinition, terms: ManifestTerms): bigint {
  const { difficulty } = terms;
  if (difficulty !== undefined && difficulty > row.maxDifficulty) {
    throw invalid('difficulty', `${difficulty}, at most ${row.maxDifficulty} for ${kind}`);
  }
  const byDifficulty = (row.base * BigInt(Math.round((difficulty ?? 1) * 100))) / 100n;
  const reward = terms.reward === undefined ? byDifficulty : BigInt(terms.reward);
  const [lowest, highest] = rewardRange(row);
  if (reward < lowest || reward > highest) {
    throw invalid(
      'reward',
      `${reward.toString()} wei, ${kind} pays ${lowest.toString()} to ${highest.toString()}`,
    );
  }
  if (difficulty !== undefined && reward !== byDifficulty) {
    throw invalid('reward', `differs from difficulty ${difficulty}: give one of the two`);
  }
  return reward;
}

function checkedSplit(split: Split): Split {
  try {
    assertSplit(split);
    return split;
  } catch (cause) {
    throw cause instanceof PoiwError ? invalid('split', cause.message) : cause;
  }
}

/** Same bounds as TaskRules.sol: no empty phase, and voting exactly when there is a panel. */
function windowsOf(defaults: Windows, asked: ManifestTerms['windows'], panelSize: number): Windows {
  const noVote = panelSize === 0 ? { voteCommit: 0, voteReveal: 0 } : {};
  const windows = { ...defaults, ...noVote, ...(asked as Partial<Windows>) };
  for (const [phase, seconds] of Object.entries(windows) as [keyof Windows, number][]) {
    const isVote = phase === 'voteCommit' || phase === 'voteReveal';
    if (isVote && panelSize === 0 && seconds !== 0) {
      throw invalid(`windows.${phase}`, 'must be 0 without a panel (terms.panelSize is 0)');
    }
    const mayBeEmpty = phase === 'think' || (isVote && panelSize === 0);
    if (!mayBeEmpty && seconds === 0) throw invalid(`windows.${phase}`, 'must not be 0');
  }
  return windows;
}

function invalid(field: string, message: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', `task.json: terms.${field}: ${message}`, {
    hint: 'leave the field out to take the default of the kind',
    details: { path: `task.json: terms.${field}` },
  });
}
