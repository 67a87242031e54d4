import { KINDS } from '../../tasks/kinds/kinds.ts';
import type { SyntaxAnswer, SyntaxSettings } from '../../tasks/kinds/syntax.ts';
import { parseRequest } from '../../validators/auto/checks/parse.ts';
import type { ParseResult, SourceError } from '../../validators/auto/languages/source.ts';
import { readText } from '../../validators/auto/readSources.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import type { SolveContext } from '../solver.ts';

/** Runs the task's compiler or parser and lists its errors. */
export async function solveSyntax(context: SolveContext): Promise<SyntaxAnswer | null> {
  const { task } = context;
  const settings = KINDS.syntax.settings.parse(task.spec.settings) as SyntaxSettings;
  const errors = await errorsOf(settings, context);
  const placed = errors.flatMap(({ file, line, code }) =>
    file !== null && !code.startsWith('poiw-') ? [{ file, line, code }] : [],
  );
  if (placed.length < errors.length) return null;
  const names = placed.map(({ file, line, code }) => `${file}:${line}:${code}`);
  const unique = placed.filter((_, at) => names.indexOf(names[at] ?? '') === at);
  return { task: task.id, ok: unique.length === 0, errors: unique };
}

async function errorsOf(
  settings: SyntaxSettings,
  context: SolveContext,
): Promise<readonly SourceError[]> {
  const { files } = context.task;
  if ('language' in settings) {
    const job = { name: 'parse', ...parseRequest(settings, files) };
    return (await context.pool.run<ParseResult>(job, context)).errors;
  }
  const sources = Object.fromEntries(
    settings.sources.toSorted().map((path) => [path, readText(files, path)]),
  );
  const request = { sources, compiler: settings.compiler, output: 'errors' as const };
  return (await compileJob(request, context)).errors;
}
