/** Scores from here accept an item; a final ruling proves guilt from here on too. */
const ACCEPTED = 128;
/** Scores below reject it; what lies between says neither: 90 is "plausible". */
const REJECTED = 64;

/**
 * What a score of 0..255 says about an item: yes, no, or nothing (0, an abstention, and what lies
 * between). One reading for votes, medians and rulings.
 */
export function saysOf(score: number): boolean | undefined {
  if (score >= ACCEPTED) return true;
  return score > 0 && score < REJECTED ? false : undefined;
}
