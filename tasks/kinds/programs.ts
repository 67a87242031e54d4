import { z } from 'zod';
import { relativePath } from '../taskSpec.ts';

/** Function that is called; arguments and result are JSON. */
const entry = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);

/** The one file to make cheaper. */
function sourceEndingIn(...endings: readonly string[]) {
  return relativePath.refine(
    (path) => endings.some((ending) => path.endsWith(ending)),
    `a file ending in ${endings.join(', ')}`,
  );
}

/** Types that cross into a compiled program, as AssemblyScript writes them. */
const programType = z.enum([
  ...(['i32', 'i64', 'f64', 'bool', 'string'] as const),
  ...(['i32[]', 'i64[]', 'f64[]', 'bool[]', 'string[]'] as const),
]);
export type ProgramType = z.infer<typeof programType>;

/** Settings of an optimisation task whose subject is a program, metered by WebAssembly fuel. */
export const programSettings = z.discriminatedUnion('language', [
  /** Run by QuickJS (ES2023). */
  z.strictObject({ language: z.literal('javascript'), source: sourceEndingIn('.js'), entry }),
  /** Run by MicroPython (3.4 with later additions). */
  z.strictObject({ language: z.literal('python'), source: sourceEndingIn('.py'), entry }),
  z.strictObject({
    language: z.literal('assemblyscript'),
    source: sourceEndingIn('.ts', '.as'),
    /** Exported by the source. */
    entry,
    parameters: z.array(programType).max(8),
    result: programType,
  }),
]);
export type ProgramSettings = z.infer<typeof programSettings>;

/** Types of an entry's parameters and result. */
export type ProgramSignature = Pick<
  Extract<ProgramSettings, { language: 'assemblyscript' }>,
  'parameters' | 'result'
>;

const integer = z.int();
const range = z.tuple([integer, integer]).refine(([low, high]) => low <= high, 'low first');
const length = z
  .tuple([z.int().min(0), z.int().max(100_000)])
  .refine(([low, high]) => low <= high, 'low first');

/** A JSON value drawn at random. */
const inputGenerator = z.union([
  z.strictObject({ int: range }),
  z.strictObject({ ints: z.strictObject({ length, range }) }),
  z.strictObject({
    text: z.strictObject({ length, alphabet: z.string().min(1).max(256) }),
  }),
  z.strictObject({ fixed: z.json() }),
]);
export type InputGenerator = z.infer<typeof inputGenerator>;

/** `hidden/optimization.json` of such a task. */
export const programHiddenSchema = z.strictObject({
  schema: z.literal('poiw.optimization-fuel/v1'),
  /** Random calls of the equivalence test, drawn from the beacon, of all sizes in turn. */
  fuzz: z.strictObject({ calls: z.int().min(1).max(200) }),
  /** Inputs of three sizes or more, small to large; each weight times fuel is the score. */
  sizes: z
    .array(
      z.strictObject({ args: z.array(inputGenerator).max(8), weight: z.int().min(1).max(1000) }),
    )
    .min(3)
    .max(8),
  /** Best known solution inside the hidden part; sets full marks. */
  best: relativePath,
});
export type ProgramHidden = z.infer<typeof programHiddenSchema>;
