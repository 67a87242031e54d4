import type { Json } from '../../../core/canonicalJson.ts';
import type { Hex } from '../../../core/contentId.ts';
import type { InputGenerator } from '../../../tasks/kinds/programs.ts';
import { hashOf } from '../hashOf.ts';

/** JSON of one call's arguments: a pure function of generators, seed and label. */
export function drawInputs(
  generators: readonly InputGenerator[],
  seed: string,
  label: string,
): string {
  const random = createRandom(hashOf(['poiw.input/v1', seed, label]));
  return JSON.stringify(generators.map((generator) => drawInput(generator, random)));
}

/** A whole number in 0..span-1. */
type Random = (span: number) => number;

/** Words of a hash chain: one hash gives eight, so that long lists stay quick. */
function createRandom(seed: Hex): Random {
  let hash = seed;
  let used = 0;
  const word = () => {
    if (used === 8) {
      hash = hashOf(hash);
      used = 0;
    }
    const at = 2 + 8 * used;
    used += 1;
    return Number.parseInt(hash.slice(at, at + 8), 16);
  };
  // 64 bits over spans below 2^53: the bias cannot be noticed.
  return (span) => Number(((BigInt(word()) << 32n) | BigInt(word())) % BigInt(span));
}

function drawInput(generator: InputGenerator, random: Random): Json {
  if ('fixed' in generator) return generator.fixed;
  if ('int' in generator) return drawInt(generator.int, random);
  if ('ints' in generator) {
    const { length, range } = generator.ints;
    return Array.from({ length: drawInt(length, random) }, () => drawInt(range, random));
  }
  const { length, alphabet } = generator.text;
  const letters = Array.from(alphabet);
  const count = drawInt(length, random);
  return Array.from({ length: count }, () => letters[random(letters.length)] ?? '').join('');
}

function drawInt([low, high]: readonly [number, number], random: Random): number {
  return low + random(high - low + 1);
}
