import { createHash } from 'node:crypto';

/** Whole numbers below a limit: the same for the same seed, on any machine. */
export function seededRandom(seed: string): (below: number) => number {
  let count = 0;
  return (below) => {
    const digest = createHash('sha256')
      .update(`${seed}|${(count += 1)}`)
      .digest();
    return digest.readUInt32BE(0) % below;
  };
}
