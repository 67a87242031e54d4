import type { LanguageSettings } from '../../../tasks/kinds/languages.ts';
import type { CompilerError } from '../solidity/compilation.ts';

/** Files in one language, to be read by its parser. Plain data: it crosses threads. */
export interface ParseRequest {
  readonly settings: LanguageSettings;
  /** Text by path: the sources, and the schema where there is one. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ParseResult {
  /** Versions of the parsers used. */
  readonly tools: Readonly<Record<string, string>>;
  /** Errors only, no warnings; a code `poiw-…` is our refusal of a file no honest task has. */
  readonly errors: readonly SourceError[];
}

export type SourceError = CompilerError;

/** An error of the language at an offset of a text. */
export function errorAt(
  { file, text }: { readonly file: string; readonly text: string },
  offset: number,
  { code, message }: { readonly code: string; readonly message: string },
): SourceError {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return { file, line, code, message: message.slice(0, 200) };
}
