import { z } from 'zod';
import { REWARD_TABLE } from '../../core/economy/rewardTable.ts';
import { contentId } from '../taskSpec.ts';
import { plainWeight, type KindDefinition } from './kind.ts';
import { compilerSchema, solidityPath } from './scenario.ts';

const settings = z.strictObject({
  compiler: compilerSchema,
  /** Files compiled together. */
  sources: z.array(solidityPath).min(1).max(64),
});
export type SyntaxSettings = z.infer<typeof settings>;

/** One compiler error: where it starts and the compiler's code; its type before codes, 0.6.8. */
const syntaxErrorSchema = z.strictObject({
  file: solidityPath,
  line: z.int().min(1),
  code: z.string().regex(/^(\d{1,6}|[A-Z][A-Za-z]{2,39})$/),
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
  windows: {
    think: 1,
    commit: 3_600,
    reveal: 900,
    verify: 900,
    voteCommit: 0,
    voteReveal: 0,
    settle: 86_400,
  },
  panelSize: 0,
  hidden: 'none',
  settings,
  answer,
  check: 'compile',
  weigh: () => plainWeight,
  brief:
    'Say whether the files compile with the task’s compiler, and list every error with file, line and code.',
  rubric: 'The compiler decides; nothing is left to judge.',
} as const satisfies KindDefinition;
