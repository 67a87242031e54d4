import { PoiwError } from './errors.ts';

export interface JsonLimits {
  readonly maxBytes: number;
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
}

interface Scope {
  readonly keys: Set<string> | undefined;
}

/**
 * Refuses JSON text that parsers disagree about or choke on: nesting beyond the limit, an object
 * that repeats a key (last one wins silently), a number that overflows to Infinity.
 * Reads the text once, without recursion; what is not JSON at all is left to JSON.parse.
 */
export function scanJson(text: string, limits: JsonLimits): void {
  const scopes: Scope[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      noteKey(scopes.at(-1), text, at, end);
      at = end;
    } else if (char === '{' || char === '[') {
      scopes.push({ keys: char === '{' ? new Set() : undefined });
      if (scopes.length > limits.maxDepth) {
        throw new PoiwError('E_JSON_TOO_DEEP', `JSON nests deeper than ${limits.maxDepth}`);
      }
      at += 1;
    } else if (char === '}' || char === ']') {
      scopes.pop();
      at += 1;
    } else if (char !== undefined && /[-0-9]/.test(char)) {
      at = endOfNumber(text, at);
    } else {
      at += 1;
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function noteKey(scope: Scope | undefined, text: string, start: number, end: number): void {
  if (scope?.keys === undefined) return;
  let after = end;
  while (/\s/.test(text[after] ?? '')) after += 1;
  if (text[after] !== ':') return;
  // Escapes can spell one key two ways: compare what the key means, not how it is written.
  let key: string;
  try {
    key = JSON.parse(text.slice(start, end)) as string;
  } catch {
    return;
  }
  if (scope.keys.has(key)) throw new PoiwError('E_JSON_INVALID', `duplicate key "${key}"`);
  scope.keys.add(key);
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (/[-+.0-9eE]/.test(text[at] ?? '')) at += 1;
  if (!Number.isFinite(Number(text.slice(start, at))) && Number(text.slice(start, at)) !== 0) {
    const shown = text.slice(start, Math.min(at, start + 40));
    throw new PoiwError('E_JSON_INVALID', `number out of range or malformed: ${shown}`);
  }
  return at;
}
