import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonicalJson.ts';
import type { Hex } from '../../core/contentId.ts';

/** sha-256 of a value's canonical JSON: names a cache entry, derives keys and random streams. */
export function hashOf(value: unknown): Hex {
  return `0x${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}
