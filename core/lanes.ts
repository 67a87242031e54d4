import type { Hex } from './contentId.ts';

/** A word carries 32 lanes of one byte; lane 0 is the least significant byte. */
export const LANES = 32;

/** Marks an unused lane in a word of slots. */
export const NO_SLOT = 0xff;

/** @param values at most 32 integers 0..255; missing lanes are `fill`. */
export function packLanes(values: readonly number[], fill = 0): Hex {
  if (values.length > LANES) throw new RangeError(`${values.length} lanes, at most ${LANES}`);
  let word = 0n;
  for (let lane = 0; lane < LANES; lane += 1) {
    const value = values[lane] ?? fill;
    if (!Number.isInteger(value) || value < 0 || value > 255) {
      throw new RangeError(`lane ${lane} holds ${value}, not a byte`);
    }
    word |= BigInt(value) << BigInt(8 * lane);
  }
  return `0x${word.toString(16).padStart(64, '0')}`;
}

/** A word with the lanes of a mask (0xff in each) taken from another. */
export function overlayLanes(base: Hex, over: Hex, mask: Hex): Hex {
  const word = (BigInt(over) & BigInt(mask)) | (BigInt(base) & ~BigInt(mask));
  return `0x${word.toString(16).padStart(64, '0')}`;
}

/** A word with nothing outside of a mask. */
export function maskLanes(word: Hex, mask: Hex): Hex {
  return overlayLanes(packLanes([]), word, mask);
}

/** The 32 byte values of a word. */
export function unpackLanes(word: Hex): number[] {
  const value = BigInt(word);
  return Array.from({ length: LANES }, (_, lane) => Number((value >> BigInt(8 * lane)) & 0xffn));
}
