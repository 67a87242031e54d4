import { floorDivide } from './floorDivide.ts';

/**
 * Wei each expert of one finding gains or loses beside the price of the reading: 20 % of the
 * finding's value per unit by which he was right (+1) or wrong (-1) beyond the mean of the others.
 * A lone reader has nobody to be measured against. Sums to minus the dust, 0 to one wei a reader.
 */
export function expertSettlement(right: readonly boolean[], value: bigint): bigint[] {
  const count = BigInt(right.length);
  if (count < 2n) return right.map(() => 0n);
  const signs = right.map((one) => (one ? 1n : -1n));
  const total = signs.reduce((sum, sign) => sum + sign, 0n);
  return signs.map((sign) => floorDivide(value * (count * sign - total), 5n * (count - 1n)));
}
