/** Full marks for the reference solution; at most this for a better one. */
const MOST_PPM = 1_250_000n;

/** (base - answer) / (base - best) in millionths, rounded down. */
export function savingPpm({
  base,
  answer,
  best,
}: Record<'base' | 'answer' | 'best', bigint>): number {
  const ppm = ((base - answer) * 1_000_000n) / (base - best);
  return Number(ppm < MOST_PPM ? ppm : MOST_PPM);
}
