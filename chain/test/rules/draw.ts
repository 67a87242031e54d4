import type { Hex } from '../../../core/contentId.ts';

/** Draws values from one seeded stream: the same seed, the same values, on any machine. */
export interface Draw {
  /** Whole number below a limit, at most 2^32. */
  below(limit: number): number;
  /** One of some values. */
  pick<T>(values: readonly T[]): T;
  bytes(length: number): Hex;
  /** Of at most so many bits; ends and round numbers come often. */
  uint(bits: number): bigint;
  /** From low to high, both included; the ends come often. */
  between(low: number, high: number): number;
  chance(p: number): boolean;
}

const WORD = 2 ** 32;

/** Mulberry32: 32 bits of state, one addition and three xor-shift-multiply steps a draw. */
export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
  const below = (limit: number) => Math.floor((word() / WORD) * limit);
  const bytes = (length: number): Hex => {
    let text = '';
    while (text.length < 2 * length) text += word().toString(16).padStart(8, '0');
    return `0x${text.slice(0, 2 * length)}`;
  };
  const random = (bits: number) => (bits === 0 ? 0n : BigInt.asUintN(bits, BigInt(bytes(32))));
  const uint = (bits: number): bigint => {
    const most = (1n << BigInt(bits)) - 1n;
    if (below(4) > 0) return random(1 + below(bits));
    return [0n, 1n, most, most - 1n, most >> 1n, BigInt.asUintN(bits, 10n ** 18n)][below(6)] ?? 0n;
  };
  return {
    below,
    bytes,
    uint,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
    between: (low, high) =>
      below(5) > 0 ? low + below(high - low + 1) : below(2) === 0 ? low : high,
    chance: (p) => word() < p * WORD,
  };
}
