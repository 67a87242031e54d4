import { KINDS } from '../../tasks/kinds/kinds.ts';
import type { SyntaxAnswer, SyntaxSettings } from '../../tasks/kinds/syntax.ts';
import { readText } from '../../validators/auto/readSources.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import type { SolveContext } from '../solver.ts';

/** Runs the task's compiler and lists its errors. */
export async function solveSyntax(context: SolveContext): Promise<SyntaxAnswer | null> {
  const { task } = context;
  const settings = KINDS.syntax.settings.parse(task.spec.settings) as SyntaxSettings;
  const sources = Object.fromEntries(
    settings.sources.toSorted().map((path) => [path, readText(task.files, path)]),
  );
  const request = { sources, compiler: settings.compiler, output: 'errors' as const };
  const { errors } = await compileJob(request, context);
  const placed = errors.flatMap(({ file, line, code }) =>
    file !== null && /^\d+$/.test(code) ? [{ file, line, code }] : [],
  );
  if (placed.length < errors.length) return null;
  const names = placed.map(({ file, line, code }) => `${file}:${line}:${code}`);
  const unique = placed.filter((_, at) => names.indexOf(names[at] ?? '') === at);
  return { task: task.id, ok: unique.length === 0, errors: unique };
}
