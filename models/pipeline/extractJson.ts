import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { messageOf } from '../../core/errors.ts';

const REPLY_LIMITS = { maxBytes: 1024 * 1024, maxDepth: 48 } as const;

export type Extracted =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** The JSON of a reply: all of it, else a fenced block, else the first whole object in the text. */
export function extractJson(reply: string): Extracted {
  const text = reply.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim();
  if (text === '') return { ok: false, problem: 'the reply is empty' };
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/.exec(text)?.[1];
  const candidates = [text, ...(fenced === undefined ? [] : [fenced.trim()]), firstObject(text)];
  let problem = 'the reply holds no JSON';
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    try {
      return { ok: true, value: parseUntrustedJson(Buffer.from(candidate), REPLY_LIMITS) };
    } catch (thrown) {
      problem = messageOf(thrown).slice(0, 200);
    }
  }
  return { ok: false, problem };
}

/** From the first `{` to where its braces close, strings skipped. */
function firstObject(text: string): string | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (inString) {
      if (letter === '\\') at += 1;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
  }
  return undefined;
}
