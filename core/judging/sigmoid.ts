import { NAT, PPM } from './units.ts';

/** Log odds beyond ±4 nats count as ±4: a posterior between 1.8 and 98.2 %. */
const LIMIT = 4 * NAT;
const STEP = NAT / 64;
const ENTRIES = LIMIT / STEP;
const SERIES = 1n << 64n;
/** Table values are in thousandths of a ppm. */
const EXTRA = 1_000;

const TABLE = fillTable();

/**
 * Probability in ppm of log odds in Q16 nats, clipped to ±4 nats. `sigmoid(-z) = 1 - sigmoid(z)`
 * exactly. Error within the clip: at most 4 ppm (interpolation 3, rounding 0.5).
 */
export function sigmoid(logOdds: number): number {
  const size = Math.min(Math.abs(logOdds), LIMIT);
  const index = Math.floor(size / STEP);
  const low = TABLE[index] ?? 0;
  const high = TABLE[index + 1] ?? low;
  const value = Math.round((low + ((high - low) * (size - index * STEP)) / STEP) / EXTRA);
  return logOdds < 0 ? PPM - value : value;
}

/** 1 / (1 + e^-z) at every step from 0 to 4 nats. */
function fillTable(): number[] {
  const decay = exponentialOfMinus(SERIES / 64n);
  let power = SERIES;
  return Array.from({ length: ENTRIES + 1 }, () => {
    const entry = Number((BigInt(PPM * EXTRA) * SERIES) / (SERIES + power));
    power = (power * decay) / SERIES;
    return entry;
  });
}

function exponentialOfMinus(x: bigint): bigint {
  let term = SERIES;
  let sum = SERIES;
  for (let k = 1n; term !== 0n; k += 1n) {
    term = (-term * x) / (SERIES * k);
    sum += term;
  }
  return sum;
}
