import type { SolidityFiles } from '../../../../validators/auto/solidity/compilation.ts';

export interface LineEdit {
  readonly file: string;
  /** Lines replaced; `endLine` one less than `startLine` only inserts. */
  readonly startLine: number;
  readonly endLine: number;
  readonly replacement: string;
}

/** The changed files whole, or why the edits do not apply. */
export function applyEdits(
  sources: SolidityFiles,
  edits: readonly LineEdit[],
  scope: readonly string[],
): Record<string, string> | string {
  const changed: Record<string, string> = {};
  for (const file of new Set(edits.map((one) => one.file))) {
    const source = sources[file];
    if (source === undefined || !scope.includes(file)) return 'a file that is not in scope';
    const lines = source.split('\n');
    // From the end, so that earlier numbers keep their meaning.
    const own = edits
      .filter((one) => one.file === file)
      .toSorted((a, b) => b.startLine - a.startLine);
    let limit = lines.length;
    for (const { startLine, endLine, replacement } of own) {
      if (endLine > limit || endLine < startLine - 1) return 'lines that do not exist or overlap';
      lines.splice(startLine - 1, endLine - startLine + 1, ...replacement.split('\n'));
      limit = startLine - 1;
    }
    changed[file] = lines.join('\n');
  }
  return changed;
}
