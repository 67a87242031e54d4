import type { Hex } from '../contentId.ts';
import { canaryCommitment } from './canaries.ts';

/** Words of a chain of seeds: at one a day, eleven years. */
export const PLANT_WORDS = 4_096;

/**
 * One of the words that a planter posts, one after the other: each is the seed that the word before
 * it committed to, and commits to the next. So a seed is fixed before anything is planted with it,
 * and whoever planted cannot choose which of several to open.
 *
 * @param secret 32 bytes nobody else knows
 * @param number from 1, in the order in which they are posted
 */
export function plantWord(secret: Hex, number: number): Hex {
  if (!Number.isInteger(number) || number < 1 || number > PLANT_WORDS) {
    throw new RangeError(`planters have ${PLANT_WORDS} words, not a word ${number}`);
  }
  let word = secret;
  for (let left = PLANT_WORDS - number; left > 0; left -= 1) word = canaryCommitment(word);
  return word;
}
