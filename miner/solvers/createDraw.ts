import { keccak256, toUtf8Bytes } from 'ethers';
import type { Hex } from '../../core/contentId.ts';

/** Draws 0 <= n < `below`. */
export type Draw = (below: bigint) => bigint;

/** A stream of numbers that a seed and a label fix. */
export function createDraw(seed: Hex, label: string): Draw {
  let count = 0;
  return (below) => {
    count += 1;
    return BigInt(keccak256(toUtf8Bytes(`${seed}|${label}|${count}`))) % below;
  };
}
