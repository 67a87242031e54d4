import { PoiwError } from '../core/errors.ts';
import type { FolderLint } from '../node/lintFolder.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** What `poiw task lint` says: every problem with its fix. */
export function describeLint({ ok, problems, deep }: FolderLint): CommandResult {
  const lines = problems.map(
    ({ level, path, message, fix }) =>
      `${level}: ${printable(path)}: ${printable(message)}\n  fix: ${printable(fix)}`,
  );
  const head = ok ? `the folder is a sound task${deep ? '' : ' (format only)'}` : 'not publishable';
  const text = [...lines, head].join('\n');
  const data = { ok, deep, problems };
  if (ok) return { data, text };
  const errors = problems.filter(({ level }) => level === 'error').length;
  return {
    data,
    text,
    error: new PoiwError('E_TASK_INVALID', `${errors} errors in the task folder`, {
      hint: 'correct them in the order shown; docs/task-format.md describes every field',
    }),
  };
}
