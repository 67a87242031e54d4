import { floorDivide } from './floorDivide.ts';
import type { PayScale } from './payScale.ts';
import { PPM } from './units.ts';

/** A revealed vote of one epoch, bin and class; who cast it is of no account. */
export interface ScoredSeat {
  /** Score in ppm. */
  readonly score: number;
  /** Seats of the juror's detected cluster in that panel, 1 for a juror alone: they share a wage. */
  readonly clusterSeats: number;
}

export interface EpochPay {
  /** Wei per seat, in the order given; negative amounts are taken from deposits. */
  readonly pays: readonly bigint[];
  /** Wei left by rounding: at least 0, less than one per seat; goes to the reserve. */
  readonly dust: bigint;
}

/**
 * Pays the seats of one stratum: each its wage, plus the slope times how far its score lies above
 * the mean of all the others. What one gains the others lose, so that
 * `sum of pays = sum of wages - dust` to the wei, and nobody's report moves his own yardstick.
 */
export function settleEpoch(seats: readonly ScoredSeat[], scale: PayScale): EpochPay {
  const count = BigInt(seats.length);
  const total = BigInt(seats.reduce((sum, { score }) => sum + score, 0));
  const divisor = (count - 1n) * BigInt(PPM);
  const relative = (score: number) =>
    count < 2n ? 0n : floorDivide(scale.slope * (count * BigInt(score) - total), divisor);

  let dust = 0n;
  const pays = seats.map(({ score, clusterSeats }) => {
    const share = relative(score);
    dust -= share;
    return scale.wage / BigInt(clusterSeats) + share;
  });
  return { pays, dust };
}
