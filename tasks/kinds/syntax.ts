import { z } from 'zod';
import { REWARD_TABLE } from '../../core/economy/rewardTable.ts';
import { contentId, relativePath } from '../taskSpec.ts';
import { plainWeight, windowsWithoutVotes, type KindDefinition } from './kind.ts';
import { languageSettings } from './languages.ts';
import { compilerSchema, solidityPath } from './scenario.ts';

const soliditySettings = z.strictObject({
  compiler: compilerSchema,
  /** Files compiled together. */
  sources: z.array(solidityPath).min(1).max(64),
});

const settings = z.union([soliditySettings, languageSettings]);
export type SyntaxSettings = z.infer<typeof settings>;

/** One error: where it starts, and the code its compiler, parser or rule has for it. */
const syntaxErrorSchema = z.strictObject({
  file: relativePath,
  line: z.int().min(1),
  code: z.string().regex(/^[A-Za-z0-9@][A-Za-z0-9@/-]{0,79}$/),
});

const answer = z.strictObject({
  task: contentId,
  ok: z.boolean(),
  errors: z.array(syntaxErrorSchema).max(256),
});
export type SyntaxAnswer = z.infer<typeof answer>;

export const syntax = {
  kind: 'syntax',
  reward: REWARD_TABLE.syntax,
  bondPercent: 20n,
  windows: windowsWithoutVotes({ think: 1, commit: 3_600, reveal: 900, verify: 900 }),
  panelSize: 0,
  hidden: 'none',
  settings,
  answer,
  check: (given) => ('language' in given ? 'parse' : 'compile'),
  weigh: () => plainWeight,
  brief:
    'Say whether the files are free of errors for the task’s compiler, parser or rules, and list every error with file, line and code.',
  method: 'The checks list the errors; nothing is left to a model.',
  rubric: 'The compiler decides; nothing is left to judge.',
} as const satisfies KindDefinition;
