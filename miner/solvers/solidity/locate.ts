import type { Finding } from '../../../tasks/kinds/audit.ts';
import { spanOf, type AstNode } from './ast.ts';

type Location = Finding['locations'][number];

const MAX_QUOTE = 400;

/** Lines of a node with their text, whole lines as long as they fit a quote. */
export function locate(text: string, node: AstNode): Omit<Location, 'file'> {
  const bytes = Buffer.from(text, 'utf8');
  const { start, end } = spanOf(node);
  const lines = text.split('\n');
  const startLine = lineAt(bytes, start);
  let endLine = lineAt(bytes, Math.max(start, end - 1));
  const quoted = () =>
    lines
      .slice(startLine - 1, endLine)
      .join('\n')
      .trim();
  while (endLine > startLine && quoted().length > MAX_QUOTE) endLine -= 1;
  return { startLine, endLine, quote: quoted().slice(0, MAX_QUOTE) };
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (const byte of bytes.subarray(0, offset)) if (byte === 10) line += 1;
  return line;
}
