import { z } from 'zod';
import { relativePath } from '../taskSpec.ts';

/** Files that end in one of these. */
function paths(...endings: readonly string[]) {
  const path = relativePath.refine(
    (one) => endings.some((ending) => one.endsWith(ending)),
    `a file ending in ${endings.join(', ')}`,
  );
  return z.array(path).min(1).max(64);
}

const level = z.enum(['syntax', 'types', 'lint']).default('syntax');

/** Parts of the standard library that TypeScript knows. */
const libs = z
  .array(z.enum(['es2020', 'es2022', 'es2023', 'esnext', 'dom']))
  .min(1)
  .max(5)
  .default(['es2022']);

/** Names of ESLint rules, without options; the recommended ones when left out. */
const rules = z
  .array(z.string().regex(/^(@typescript-eslint\/)?[a-z][a-z-]{1,60}$/))
  .max(100)
  .optional();

const script = { level, libs, rules };

/** Settings of a syntax task in a language other than Solidity. */
export const languageSettings = z.discriminatedUnion('language', [
  z.strictObject({
    language: z.literal('typescript'),
    sources: paths('.ts', '.mts', '.cts', '.tsx'),
    ...script,
  }),
  z.strictObject({
    language: z.literal('javascript'),
    sources: paths('.js', '.mjs', '.cjs', '.jsx'),
    ...script,
  }),
  z.strictObject({ language: z.literal('python'), sources: paths('.py') }),
  z.strictObject({ language: z.literal('rust'), sources: paths('.rs') }),
  z.strictObject({ language: z.literal('json'), sources: paths('.json') }),
  z.strictObject({
    language: z.literal('json-schema'),
    /** JSON Schema that the sources must fit. */
    schema: relativePath.refine((one) => one.endsWith('.json'), 'a .json file'),
    sources: paths('.json'),
  }),
  z.strictObject({ language: z.literal('csv'), sources: paths('.csv') }),
  z.strictObject({ language: z.literal('markdown'), sources: paths('.md') }),
]);
export type LanguageSettings = z.infer<typeof languageSettings>;
export type ScriptSettings = Extract<LanguageSettings, { language: 'typescript' | 'javascript' }>;
