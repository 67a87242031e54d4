import { z } from 'zod';
import { REWARD_TABLE } from '../../core/economy/rewardTable.ts';
import { contentId, relativePath } from '../taskSpec.ts';
import { mathsAnswer, mathsSettings } from './maths.ts';
import { measureSchema } from './measure.ts';
import { plainWeight, windowsWithoutVotes, type KindDefinition } from './kind.ts';
import { questionId, uniqueBy } from './questions.ts';

export const dataSettings = z.strictObject({
  /** CSV file with a header row; queries see it as table `data`. */
  dataset: relativePath.refine((path) => path.endsWith('.csv'), 'a .csv file'),
  questions: z
    .array(
      z.strictObject({
        id: questionId,
        text: z.string().min(1).max(500),
        unit: z.string().max(40),
        /** Decimals the answer is asked to. */
        decimals: z.int().min(0).max(12),
        /** The question once more, for programs; see measure.ts. */
        measure: measureSchema.optional(),
      }),
    )
    .min(1)
    .max(64)
    .refine(uniqueBy('id'), 'unique question ids'),
  /** Rules for all questions: missing values, quantiles, rounding. */
  conventions: z.string().max(2000).optional(),
});
export type StatisticsSettings = z.infer<typeof dataSettings>;

const settings = z.union([dataSettings, mathsSettings]);

/** One number with the query that computes it. */
const claimSchema = z.strictObject({
  id: questionId,
  /** Question answered; a claim that answers none is worth nothing. */
  question: questionId,
  /** One SELECT over table `data` giving one row with one number. */
  sql: z.string().min(1).max(4000),
  /** The number, as decimal text. */
  value: z.string().regex(/^-?\d{1,30}(\.\d{1,20})?$/),
});
export type Claim = z.infer<typeof claimSchema>;

const dataAnswer = z.strictObject({
  task: contentId,
  claims: z
    .array(claimSchema)
    .min(1)
    .max(64)
    .refine(uniqueBy('id'), 'unique claim ids')
    .refine((claims) => claims.every(({ id }) => id !== 'prose'), 'no claim named "prose"'),
  /** Report text; every number in it is written as [[claimId]]. */
  prose: z.string().max(20_000),
});
export type StatisticsAnswer = z.infer<typeof dataAnswer>;

const answer = z.union([dataAnswer, mathsAnswer]);

/** `hidden/statistics.json`: the reference query of each question. */
export const statisticsHiddenSchema = z.strictObject({
  schema: z.literal('poiw.statistics-hidden/v1'),
  answers: z
    .array(z.strictObject({ question: questionId, sql: z.string().min(1).max(4000) }))
    .min(1)
    .max(64)
    .refine(uniqueBy('question'), 'one reference a question'),
});

export const statistics = {
  kind: 'statistics',
  reward: REWARD_TABLE.statistics,
  bondPercent: 20n,
  windows: windowsWithoutVotes({ think: 3, commit: 21_600, reveal: 1_800, verify: 1_800 }),
  panelSize: 0,
  hidden: 'required',
  settings,
  answer,
  answerTo: (given) => ('dataset' in given ? dataAnswer : mathsAnswer),
  check: (given) => ('dataset' in given ? 'claims' : 'maths'),
  weigh: () => plainWeight,
  brief:
    'Answer the questions. Without a dataset they are of mathematics: give exact numbers, formulas, or whether a formula of logic can hold. About a dataset, for each give one SELECT over the table `data` and the number it yields, rounded as the question asks. In the report write every number as [[claimId]]. Leave out what the data cannot answer.',
  method:
    'Read the columns and the conventions first. For each open question write one query, run it, look whether the number can be true (units, missing values, duplicates), then answer with that query. Leave out what the data cannot answer.',
  rubric: 'Every claim is recomputed; nothing is left to judge.',
} as const satisfies KindDefinition;
