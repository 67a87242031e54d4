/** Draws from one seeded stream; integer arithmetic only, so every machine draws the same. */
export interface RandomStream {
  /** 0 <= x < 1 */
  next(): number;
  /** Integer from low to high, both included. */
  between(low: number, high: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of the items, as often as its weight says. */
  pick<Item extends { readonly weight: number }>(items: readonly Item[]): Item;
}

/** Mulberry32: 32 bits of state, one addition and three xor-shift-multiply steps a draw. */
export function randomStream(seed: number): RandomStream {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (p) => next() < p,
    pick(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      const found = items.find(({ weight }) => (left -= weight) < 0) ?? items.at(-1);
      if (found === undefined) throw new RangeError('nothing to pick from');
      return found;
    },
  };
}
