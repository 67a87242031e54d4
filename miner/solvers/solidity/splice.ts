/** A change of a file: bytes `start` to `end` become `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; offsets are bytes of UTF-8, as the compiler counts. */
export function splice(source: string, edits: readonly Edit[]): string {
  let bytes = Buffer.from(source, 'utf8');
  for (const { start, end, text } of [...edits].sort((a, b) => b.start - a.start)) {
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
  }
  return bytes.toString('utf8');
}
