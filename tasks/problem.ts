import type { z } from 'zod';
import { PoiwError, type ErrorCode } from '../core/errors.ts';

/** Something wrong with a task folder, and what to do about it. */
export interface Problem {
  /** An error keeps the task from being published; a warning does not. */
  readonly level: 'error' | 'warning';
  readonly code: ErrorCode;
  /** File, and field in it where there is one: `task.json: settings.questions[2].id`. */
  readonly path: string;
  readonly message: string;
  /** What to change, one sentence. */
  readonly fix: string;
}

/** A problem of level error. */
export function fault(code: ErrorCode, path: string, message: string, fix: string): Problem {
  return { level: 'error', code, path, message, fix };
}

/** A problem of level warning. */
export function warning(path: string, message: string, fix: string): Problem {
  return { level: 'warning', code: 'E_TASK_INVALID', path, message, fix };
}

export function problemError({ code, path, message, fix }: Problem): PoiwError {
  return new PoiwError(code, `${path}: ${message}`, { hint: fix, details: { path } });
}

/** One problem for each issue a schema found in `file`. */
export function problemsOf(file: string, error: z.ZodError, prefix: readonly PropertyKey[] = []) {
  return error.issues.flatMap(closestForm).map((issue): Problem => {
    const field = fieldPath([...prefix, ...issue.path]);
    const where = field === '' ? file : `${file}: ${field}`;
    const fix = 'see docs/task-format.md and docs/schemas/ for what this field holds';
    return fault('E_TASK_INVALID', where, messageOfIssue(issue), fix);
  });
}

/** Where a value may have several forms: the problems of the one that it resembles most. */
function closestForm(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest = []] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
  if (depth(closest) === 0) return [issue];
  return closest
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(closestForm);
}

/** How far into a value a form's problems begin: the further, the more of it fits. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function messageOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'fits none of the allowed forms';
  if (issue.code === 'unrecognized_keys') return `unknown field ${issue.keys.join(', ')}`;
  return issue.message.replace(/^Invalid input: /, '');
}

/** `a.b[3].c` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
