import { parse } from 'acorn';
import { messageOf } from '../../../core/errors.ts';
import { installedTool } from '../installedTool.ts';
import type { ParseResult, SourceError } from './source.ts';

/** The first error of each file, early errors of the language included. */
export function checkJavaScript(files: Readonly<Record<string, string>>): ParseResult {
  const errors = Object.entries(files).flatMap(([file, text]) => firstError(file, text) ?? []);
  return { tools: { acorn: installedTool('acorn') }, errors };
}

function firstError(file: string, text: string): SourceError | undefined {
  try {
    const sourceType = file.endsWith('.cjs') ? 'script' : 'module';
    parse(text, { ecmaVersion: 2025, sourceType, allowHashBang: true });
    return undefined;
  } catch (thrown) {
    const { line } = (thrown as { readonly loc?: { readonly line: number } }).loc ?? {};
    if (line === undefined) throw thrown;
    return { file, line, code: 'syntax', message: messageOf(thrown).slice(0, 200) };
  }
}
