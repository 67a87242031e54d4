import { realpath } from 'node:fs/promises';
import { LIMITS } from '../../core/limits.ts';
import { answerSchema } from '../answerSchema.ts';
import { KINDS } from '../kinds/kinds.ts';
import { loadTaskFolder } from '../loadTaskFolder.ts';
import { fault, type Problem } from '../problem.ts';
import { readInside } from '../readInside.ts';
import { readJson, type LintContext } from './lintContext.ts';

/** Gold answer of a kind without hidden part; published nowhere. */
const UNLISTED_GOLD = 'gold/answer.json';

/** Checks the form of the publisher's own answer, where there is one, of a folder that loads. */
export async function lintGold(dir: string): Promise<Problem[]> {
  const { package: task } = await loadTaskFolder(dir);
  const { hidden } = KINDS[task.spec.kind];
  const path = hidden === 'none' ? UNLISTED_GOLD : 'hidden/gold.json';
  const bytes = hidden === 'none' ? await readUnlisted(dir) : task.hidden?.get(path);
  if (bytes === undefined) return [];
  const context: LintContext = { files: new Map([[path, bytes]]), hidden: new Map(), problems: [] };
  const gold = readJson(context, path, answerSchema(task.spec)) as
    { readonly task: string } | undefined;
  if (gold === undefined || gold.task === task.id) return context.problems;
  const message = `answers ${gold.task}, but this task is ${task.id}`;
  return [fault('E_TASK_INVALID', `${path}: task`, message, `put ${task.id} there`)];
}

async function readUnlisted(dir: string): Promise<Uint8Array | undefined> {
  try {
    return await readInside(await realpath(dir), UNLISTED_GOLD, LIMITS.answer.maxBytes);
  } catch {
    return undefined;
  }
}
