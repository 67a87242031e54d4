import { errorAt, type ParseResult, type SourceError } from './source.ts';

/**
 * Errors of comma-separated values (RFC 4180): `quote`, a quote out of place or never closed;
 * `fields`, a row of another length than the header; `header`, a name missing or given twice.
 */
export function checkCsv(files: Readonly<Record<string, string>>): ParseResult {
  const errors = Object.entries(files).flatMap(([file, text]) => check({ file, text }));
  return { tools: {}, errors };
}

function check(source: { readonly file: string; readonly text: string }): SourceError[] {
  const errors: SourceError[] = [];
  let header: readonly string[] | undefined;
  for (const { fields, start, misquoted } of rowsOf(source.text)) {
    if (misquoted !== undefined) {
      errors.push(errorAt(source, misquoted, { code: 'quote', message: 'a quote out of place' }));
      // Where fields end is anybody's guess from here on.
      break;
    }
    if (header === undefined) {
      header = fields;
      if (fields.includes('') || new Set(fields).size < fields.length) {
        errors.push(errorAt(source, start, { code: 'header', message: 'unique names, please' }));
      }
    } else if (fields.length !== header.length) {
      const message = `${fields.length} fields, the header has ${header.length}`;
      errors.push(errorAt(source, start, { code: 'fields', message }));
    }
  }
  return errors;
}

interface Row {
  readonly fields: readonly string[];
  readonly start: number;
  /** Offset of the offending quote. */
  readonly misquoted: number | undefined;
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function* rowsOf(text: string): Generator<Row> {
  let start = 0;
  while (start < text.length) {
    const fields: string[] = [];
    let at = start;
    for (let ended = false; !ended;) {
      FIELD.lastIndex = at;
      const match = FIELD.exec(text);
      if (match === null) {
        yield { fields, start, misquoted: at };
        return;
      }
      const [whole, quoted, plain = '', end = ''] = match;
      fields.push(quoted?.replaceAll('""', '"') ?? plain);
      at += whole.length;
      ended = end !== ',';
    }
    yield { fields, start, misquoted: undefined };
    start = at;
  }
}
