import { floorDivide } from '../judging/floorDivide.ts';
import { PPM } from '../judging/units.ts';

export interface RootPayInput {
  /** Sum of the scores of the account's seats, ppm. */
  readonly score: bigint;
  /** The account's seats in the epoch. */
  readonly accountSeats: bigint;
  /** Sum of their wages, wei. */
  readonly wages: bigint;
  /** Sum of the scores of all seats, ppm. */
  readonly total: bigint;
  /** All seats of the epoch. */
  readonly seats: bigint;
  /** Wei for a score one whole above the mean of the others. */
  readonly slope: bigint;
}

/**
 * What an account earned in an epoch, wei: the pay rule of `settleEpoch` summed over its seats, and
 * never below zero (losses are taken from deposits). The same arithmetic as `RootPay.sol`.
 */
export function rootPay({ score, accountSeats, wages, total, seats, slope }: RootPayInput): bigint {
  if (seats < 2n) return wages;
  const dividend = slope * (seats * score - accountSeats * total);
  const pay = wages + floorDivide(dividend, (seats - 1n) * BigInt(PPM));
  return pay > 0n ? pay : 0n;
}
