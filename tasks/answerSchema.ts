import type { z } from 'zod';
import { KINDS } from './kinds/kinds.ts';
import type { KindDefinition } from './kinds/kind.ts';
import type { TaskSpec } from './taskSpec.ts';

/** Schema of an answer to one task: the form that its settings ask for, so that faults name its fields. */
export function answerSchema({ kind, settings }: Pick<TaskSpec, 'kind' | 'settings'>): z.ZodType {
  const { answer, answerTo }: KindDefinition = KINDS[kind];
  return answerTo?.(settings) ?? answer;
}
