import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The order in which one juror judges, as indices: fixed by task and juror, different for each, so
 * that no finding stands first for everybody. Fisher-Yates over a hash stream.
 */
export function judgingOrder(count: number, context: string): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last -= 1) {
    const pick = hashNumber(`${context}|${last}`) % (last + 1);
    [order[last], order[pick]] = [order[pick] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** 48 bits of a hash: below 2^53, and biased by less than 2^-40 for small ranges. */
export function hashNumber(text: string): number {
  return sha256(utf8ToBytes(text))
    .slice(0, 6)
    .reduce((sum, byte) => sum * 256 + byte, 0);
}
