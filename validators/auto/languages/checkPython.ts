import { PositionEncoding, Workspace, type Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { installedTool } from '../installedTool.ts';
import type { ParseResult, SourceError } from './source.ts';

/**
 * What Python's own compiler refuses and a grammar allows: misplaced `return`, `break`, `continue`,
 * `yield`, `await`, `global`, `nonlocal` and `from __future__`.
 */
const COMPILE_ERRORS = [
  'F404',
  'F407',
  'F701',
  'F702',
  'F704',
  'F706',
  'PLE0115',
  'PLE0117',
  'PLE0118',
  'PLE1142',
];

let workspace: Workspace | undefined;

/** The first error of each file, as the compiler of Python 3.13 would give it. */
export function checkPython(files: Readonly<Record<string, string>>): ParseResult {
  workspace ??= new Workspace(
    { 'target-version': 'py313', lint: { select: COMPILE_ERRORS, ignore: [] } },
    PositionEncoding.Utf32,
  );
  const checker = workspace;
  const errors = Object.entries(files).flatMap(
    ([file, text]) => firstError(file, checker.check(text) as Diagnostic[]) ?? [],
  );
  return { tools: { ruff: installedTool('@astral-sh/ruff-wasm-nodejs') }, errors };
}

/** The compiler looks for misplaced words only in a file that parses. */
function firstError(file: string, found: readonly Diagnostic[]): SourceError | undefined {
  const unparsed = found.filter(({ code }) => code === null || code === 'invalid-syntax');
  const [first] = (unparsed.length > 0 ? unparsed : found).toSorted(
    (a, b) => a.start_location.row - b.start_location.row,
  );
  if (first === undefined) return undefined;
  const { start_location: start, message } = first;
  return { file, line: start.row, code: 'syntax', message: message.slice(0, 200) };
}
