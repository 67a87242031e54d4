import type { z } from 'zod';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { asPoiwError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { fault, problemsOf, type Problem } from '../problem.ts';
import type { FileMap } from '../taskSpec.ts';

/** What the lint of a kind looks at; problems are pushed, so that all are shown at once. */
export interface LintContext {
  readonly files: FileMap;
  readonly hidden: FileMap;
  readonly problems: Problem[];
}

export function pushFault(context: LintContext, path: string, message: string, fix: string): void {
  context.problems.push(fault('E_TASK_INVALID', path, message, fix));
}

/** Notes a file that the settings name and `public` does not list. */
export function requirePublic(context: LintContext, field: string, path: string): void {
  if (context.files.has(path)) return;
  pushFault(
    context,
    `task.json: settings.${field}`,
    `${path} is not among the public files`,
    `list ${path} under "public"`,
  );
}

export function textOf(files: FileMap, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** A JSON file of the task, or undefined with its problems noted; a missing file is not noted. */
export function readJson<Value>(
  context: LintContext,
  path: string,
  schema: z.ZodType<Value>,
): Value | undefined {
  const bytes = context.files.get(path) ?? context.hidden.get(path);
  if (bytes === undefined) return undefined;
  try {
    const parsed = schema.safeParse(parseUntrustedJson(bytes, LIMITS.document));
    if (parsed.success) return parsed.data;
    context.problems.push(...problemsOf(path, parsed.error));
  } catch (thrown) {
    const { code, message } = asPoiwError(thrown);
    context.problems.push(fault(code, path, message, 'mend the JSON of this file'));
  }
  return undefined;
}
