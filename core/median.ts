/**
 * Lower weighted median of the scores that are not 0: the smallest x with
 * weight(0 < scores <= x) >= ceil(total / 2). A 0 abstains; when all do, the median is 0. This is
 * the reference that `chain/contracts/libraries/PackedMedian.sol` is fuzzed against.
 *
 * @param scores one value 0..255 per juror
 * @param weights positive integers, same length; their sum is at most 32,767 on chain
 */
export function weightedMedian(scores: readonly number[], weights: readonly number[]): number {
  const order = scores
    .map((score, i) => ({ score, weight: weights[i] ?? 0 }))
    .filter(({ score }) => score > 0);
  order.sort((a, b) => a.score - b.score);
  const total = order.reduce((sum, one) => sum + one.weight, 0);
  const half = Math.ceil(total / 2);
  let below = 0;
  for (const one of order) {
    below += one.weight;
    if (below >= half) return one.score;
  }
  return 0;
}
