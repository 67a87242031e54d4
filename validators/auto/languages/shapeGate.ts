import type { LanguageSettings } from '../../../tasks/kinds/languages.ts';
import { errorAt, type SourceError } from './source.ts';

type Language = LanguageSettings['language'];

/**
 * Shapes that make a parser recurse or grind; refused by counting, so every validator refuses the
 * same file on any machine. Data formats have no operators and are counted by their own readers.
 */
const GATE = {
  bytes: 256 * 1024,
  /** Nesting of brackets of all kinds. */
  depth: 100,
  tokens: 50_000,
  /** Tokens in a row without bracket, comma, semicolon or line end: operators recurse. */
  chain: 1000,
  /** Spaces or tabs a line starts with. */
  indent: 400,
} as const;

const CODE: ReadonlySet<Language> = new Set(['typescript', 'javascript', 'python', 'rust']);

/** Comments, strings, words, numbers, line ends, anything else; strings end with their line. */
const TOKENS: Readonly<Record<'script' | 'python' | 'rust', RegExp>> = {
  script:
    /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|\n[ \t]*|[^\s]/gu,
  python:
    /#[^\n]*|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*|\n[ \t]*|[^\s]/gu,
  rust: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[^']*|[^'\\\n])'|[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*|\n[ \t]*|[^\s]/gu,
};

/** Refuses one file by size or shape, or gives undefined. */
export function refuseSource(
  source: { readonly file: string; readonly text: string },
  language: Language,
): SourceError | undefined {
  const bytes = Buffer.byteLength(source.text);
  const refuse = (code: string, offset: number) =>
    errorAt(source, offset, { code: `poiw-${code}`, message: `refused: ${code} beyond the limit` });
  if (bytes > GATE.bytes) return refuse('bytes', 0);
  if (!CODE.has(language)) return undefined;
  const count = { depth: 0, tokens: 0, chain: 0 };
  const kind = language === 'python' || language === 'rust' ? language : 'script';
  for (const match of source.text.matchAll(TOKENS[kind])) {
    const code = countToken(count, match[0]);
    if (code !== undefined) return refuse(code, match.index);
  }
  return undefined;
}

function countToken(
  count: { depth: number; tokens: number; chain: number },
  token: string,
): string | undefined {
  if (token.startsWith('\n')) {
    if (token.length > GATE.indent) return 'indent';
    // Inside brackets an expression goes on over the line's end.
    if (count.depth === 0) count.chain = 0;
    return undefined;
  }
  if (/^(\/\/|\/\*|#[^!])/.test(token)) return undefined;
  count.tokens += 1;
  count.chain = '()[]{},;'.includes(token) ? 0 : count.chain + 1;
  if ('([{'.includes(token)) count.depth += 1;
  if (')]}'.includes(token)) count.depth = Math.max(0, count.depth - 1);
  if (count.depth > GATE.depth) return 'depth';
  if (count.tokens > GATE.tokens) return 'tokens';
  return count.chain > GATE.chain ? 'chain' : undefined;
}
