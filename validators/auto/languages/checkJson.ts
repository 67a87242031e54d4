import { parseJson } from './parseJson.ts';
import { errorAt, type ParseResult } from './source.ts';

/** The first syntax error of each file, or every key that an object has twice. */
export function checkJson(files: Readonly<Record<string, string>>): ParseResult {
  const errors = Object.entries(files).flatMap(([file, text]) =>
    parseJson(text).errors.map((error) => errorAt({ file, text }, error.offset, error)),
  );
  return { tools: {}, errors };
}
