import { z } from 'zod';
import { REWARD_TABLE } from '../../core/economy/rewardTable.ts';
import { LIMITS } from '../../core/limits.ts';
import { contentId, relativePath } from '../taskSpec.ts';
import { plainWeight, windowsWithoutVotes, type KindDefinition, type WeighedItem } from './kind.ts';
import { programSettings } from './programs.ts';
import { argument, callAction, compilerSchema, signature, solidityPath } from './scenario.ts';

export const contractSettings = z.strictObject({
  compiler: compilerSchema,
  /** The one file to make cheaper. */
  source: solidityPath,
  /** Contract in it. */
  contract: z.string().regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/),
  constructorArgs: z.array(argument).max(16).default([]),
});
export type OptimizationSettings = z.infer<typeof contractSettings>;

const settings = z.union([contractSettings, programSettings]);

const answer = z.strictObject({
  task: contentId,
  /** Whole replacement of the file; same contract name and ABI, or same entry. */
  source: z.string().min(1).max(LIMITS.sourceBytes),
  notes: z.string().max(4000),
});
export type OptimizationAnswer = z.infer<typeof answer>;

const generator = z.union([
  z.strictObject({ uint: z.tuple([z.string(), z.string()]) }),
  z.strictObject({ actor: z.literal(true) }),
  z.strictObject({ bool: z.literal(true) }),
  z.strictObject({
    uints: z.strictObject({
      length: z.tuple([z.int(), z.int()]),
      range: z.tuple([z.string(), z.string()]),
    }),
  }),
  z.strictObject({ fixed: argument }),
]);
export type Generator = z.infer<typeof generator>;

/**
 * `hidden/optimization.json`. Two instances, the original and the answer's, get the same calls;
 * the contract is `$subject`, callers are `$user0`..`$user3`.
 */
export const optimizationHiddenSchema = z.strictObject({
  schema: z.literal('poiw.optimization-hidden/v1'),
  /** Random calls of the equivalence test, drawn from the beacon after the commits. */
  fuzz: z.strictObject({
    calls: z.int().min(1).max(1000),
    functions: z
      .array(
        z.strictObject({ fn: signature, args: z.array(generator).max(16), weight: z.int().min(1) }),
      )
      .min(1),
  }),
  /** View functions compared after every few calls. */
  observe: z.array(z.strictObject({ fn: signature, args: z.array(argument).max(16).default([]) })),
  /** Fixed calls whose gas is metered, so that a score never depends on the beacon. */
  mix: z.array(z.strictObject({ call: callAction, weight: z.int().min(1) })).min(1),
  /** Best known solution inside the hidden part; sets full marks. */
  best: relativePath,
});
export type OptimizationHidden = z.infer<typeof optimizationHiddenSchema>;

/** A saving is worth its score: 1 for the best known solution, more for a better one. */
function gasWeight({ facts }: WeighedItem) {
  const score = typeof facts['scorePpm'] === 'number' ? facts['scorePpm'] / 1e6 : 1;
  return { ...plainWeight, claimed: score, proved: score };
}

export const optimization = {
  kind: 'optimization',
  reward: REWARD_TABLE.optimization,
  bondPercent: 20n,
  windows: windowsWithoutVotes({ think: 5, commit: 172_800, reveal: 3_600, verify: 3_600 }),
  panelSize: 0,
  hidden: 'required',
  settings,
  answer,
  check: (given) => ('language' in given ? 'fuel' : 'gas'),
  weigh: gasWeight,
  brief:
    'Rewrite the contract so that its callers pay less gas, or the program so that it executes less. Keep the ABI and every observable behaviour: return values, reverts with their data, events, views. Equivalence is tested with random calls first; any difference scores nothing. Gas of a fixed, hidden call mix decides the score.',
  method:
    'Read the source, find what costs most in calls that are made often: storage reads and writes, loops, memory copies. Change one thing at a time, measure the whole file, keep what is cheaper and behaves the same.',
  rubric: 'Gas is metered; nothing is left to judge.',
} as const satisfies KindDefinition;
