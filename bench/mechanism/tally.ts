/** Running count, mean, spread and minimum of a profit. */
export interface Tally {
  count: number;
  sum: number;
  squares: number;
  least: number;
}

export function createTally(): Tally {
  return { count: 0, sum: 0, squares: 0, least: 0 };
}

export function addTo(tally: Tally, value: number): void {
  tally.count += 1;
  tally.sum += value;
  tally.squares += value * value;
  tally.least = Math.min(tally.least, value);
}

export function meanOf({ sum, count }: Tally): number {
  return count === 0 ? 0 : sum / count;
}

export function deviationOf(tally: Tally): number {
  const mean = meanOf(tally);
  return tally.count === 0 ? 0 : Math.sqrt(Math.max(0, tally.squares / tally.count - mean * mean));
}
