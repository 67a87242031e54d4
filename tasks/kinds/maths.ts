import { z } from 'zod';
import { contentId, relativePath } from '../taskSpec.ts';
import { questionId as id, uniqueBy } from './questions.ts';

const asked = { id, text: z.string().min(1).max(2000) };
const variable = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,15}$/);

const mathsQuestion = z.discriminatedUnion('form', [
  /** An exact number; rounded to `decimals` places where that is given. */
  z.strictObject({
    ...asked,
    form: z.literal('number'),
    decimals: z.int().min(0).max(60).optional(),
  }),
  /** A formula in these variables, equal to the reference for all their values. */
  z.strictObject({ ...asked, form: z.literal('expression'), variables: z.array(variable).max(8) }),
  /** Whether assertions in SMT-LIB 2 can hold together. */
  z.strictObject({
    ...asked,
    form: z.literal('logic'),
    formula: relativePath.refine((path) => path.endsWith('.smt2'), 'a .smt2 file'),
  }),
]);
export type MathsQuestion = z.infer<typeof mathsQuestion>;

/** Settings of a statistics task without data: mathematics. */
export const mathsSettings = z.strictObject({
  questions: z.array(mathsQuestion).min(1).max(64).refine(uniqueBy('id'), 'unique question ids'),
});
export type MathsSettings = z.infer<typeof mathsSettings>;

const mathsClaim = z.union([
  /** A number or a formula. */
  z.strictObject({ id, question: id, value: z.string().min(1).max(2000) }),
  /** Of a formula of logic; `model` gives every constant a value, as SMT-LIB text. */
  z.strictObject({
    id,
    question: id,
    satisfiable: z.boolean(),
    model: z.record(z.string().max(64), z.string().min(1).max(2000)).optional(),
  }),
]);
export type MathsClaim = z.infer<typeof mathsClaim>;

export const mathsAnswer = z.strictObject({
  task: contentId,
  claims: z.array(mathsClaim).min(1).max(64).refine(uniqueBy('id'), 'unique claim ids'),
});
export type MathsAnswer = z.infer<typeof mathsAnswer>;

/** `hidden/statistics.json` of such a task; logic needs no reference. */
export const mathsHiddenSchema = z.strictObject({
  schema: z.literal('poiw.maths-hidden/v1'),
  answers: z
    .array(z.strictObject({ question: id, value: z.string().min(1).max(2000) }))
    .max(64)
    .refine(uniqueBy('question'), 'one reference a question'),
});
