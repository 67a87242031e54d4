import type { LeakGuard } from './desk.ts';

/** So many words in a row are a quotation, not a coincidence. */
const SHINGLE = 7;

/** A private key, or what the usual services' keys look like. */
const SECRET =
  /\b(?:0x)?[0-9a-f]{64}\b(?!\s*[,)\]])|\bsk-[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/**
 * Watches over what an answer says. Answers become public: they hold neither our instructions to
 * the model, nor marks of a conversation, nor anything that looks like a key. The model never sees
 * a key; this is the wall behind that one.
 */
export function createLeakGuard(
  instructions: readonly string[],
  marks: readonly string[],
): LeakGuard {
  const known = new Set(instructions.flatMap(shinglesOf));
  return (texts) => {
    for (const text of texts.flatMap(readings)) {
      if (marks.some((mark) => text.includes(mark))) return 'it holds marks of this conversation';
      if (shinglesOf(text).some((one) => known.has(one))) return 'it quotes the instructions';
    }
    return texts.some((text) => SECRET.test(text)) ? 'it holds what looks like a key' : undefined;
  };
}

function shinglesOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((_, at) =>
    at + SHINGLE <= words.length ? [words.slice(at, at + SHINGLE).join(' ')] : [],
  );
}

/** A text as it stands, backwards, and what base64 or hex in it says. */
function readings(text: string): string[] {
  const encoded = text.match(/[A-Za-z0-9+/_-]{40,}={0,2}/g) ?? [];
  const hex = text.match(/(?:[0-9a-f]{2}){30,}/gi) ?? [];
  return [
    text,
    Array.from(text).reverse().join(''),
    ...encoded.map((one) => Buffer.from(one, 'base64').toString()),
    ...hex.map((one) => Buffer.from(one, 'hex').toString()),
  ];
}

/** Every string in a value, keys too. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...stringsIn(one)]);
}
