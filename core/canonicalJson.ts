import canonicalize from 'canonicalize';
import { PoiwError } from './errors.ts';
import { scanJson, type JsonLimits } from './scanJson.ts';

/** A value that JSON can carry unchanged. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The canonical text of a value (RFC 8785): the only JSON that is ever hashed or signed. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new PoiwError('E_JSON_INVALID', 'value has no JSON form');
  return text;
}

/** UTF-8 bytes of {@link canonicalJson}. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

/**
 * Parses untrusted JSON: size, depth, duplicate keys and overflowing numbers are refused on the
 * raw text, before the engine's parser sees it.
 *
 * @throws PoiwError E_JSON_INVALID, E_JSON_TOO_DEEP
 */
export function parseUntrustedJson(bytes: Uint8Array, limits: JsonLimits): unknown {
  if (bytes.length > limits.maxBytes) {
    throw new PoiwError('E_JSON_INVALID', `${bytes.length} bytes, at most ${limits.maxBytes}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PoiwError('E_JSON_INVALID', 'not UTF-8 text', { cause });
  }
  scanJson(text, limits);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new PoiwError('E_JSON_INVALID', 'not JSON', { cause });
  }
}

/**
 * Parses bytes that must already be canonical, as every blob we write is: one value has one
 * encoding, so a changed byte can never hide in white space or key order.
 */
export function parseCanonicalJson(bytes: Uint8Array, limits: JsonLimits): unknown {
  const value = parseUntrustedJson(bytes, limits);
  if (Buffer.compare(canonicalBytes(value), bytes) !== 0) {
    throw new PoiwError('E_JSON_INVALID', 'JSON is not in canonical form (RFC 8785)');
  }
  return value;
}
