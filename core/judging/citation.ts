import { z } from 'zod';

/** A piece of the code under judgement, as somebody quotes it. */
export const citationSchema = z.strictObject({
  file: z.string().max(200),
  /** Counted from 1. */
  line: z.int().min(1).max(1_000_000),
  quote: z.string().max(400),
});

export type Citation = z.infer<typeof citationSchema>;

const LEAST = 4;

/** Whether the quote stands on that line, or begins there; white space aside. */
export function isCitationTrue(
  { file, line, quote }: Citation,
  sources: Readonly<Record<string, string>>,
): boolean {
  const text = Object.hasOwn(sources, file) ? sources[file] : undefined;
  const wanted = normalised(quote);
  if (text === undefined || wanted.length < LEAST) return false;
  const lines = text.split('\n');
  if (line < 1 || line > lines.length) return false;
  const first = normalised(lines[line - 1] ?? '');
  if (first.includes(wanted)) return true;
  const span = quote.split('\n').length;
  const shown = normalised(lines.slice(line - 1, line - 1 + span).join('\n'));
  return span > 1 && shown.includes(wanted);
}

function normalised(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
