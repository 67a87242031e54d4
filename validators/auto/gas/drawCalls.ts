import type { Hex } from '../../../core/contentId.ts';
import type { Generator, OptimizationHidden } from '../../../tasks/kinds/optimization.ts';
import type { Argument, CallAction } from '../../../tasks/kinds/scenario.ts';
import { hashOf } from '../hashOf.ts';

/** Actors that call; the contract under test is `$subject`. */
export const USERS: readonly string[] = ['user0', 'user1', 'user2', 'user3'];

/** Random calls of an equivalence test: a pure function of the task and the beacon. */
export function drawCalls(fuzz: OptimizationHidden['fuzz'], seed: Hex): CallAction[] {
  const random = createRandom(seed);
  const total = fuzz.functions.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: fuzz.calls }, (): CallAction => {
    let pick = Number(random(BigInt(total)));
    const chosen = fuzz.functions.find(({ weight }) => {
      pick -= weight;
      return pick < 0;
    });
    return {
      from: drawUser(random),
      to: '$subject',
      fn: chosen?.fn ?? '',
      args: (chosen?.args ?? []).map((generator) => drawArgument(generator, random)),
      value: '0',
    };
  });
}

/** A number in 0..span-1. */
type Random = (span: bigint) => bigint;

function createRandom(seed: Hex): Random {
  let drawn = 0;
  return (span) => {
    drawn += 1;
    // 256 bits over spans that are far smaller: the bias cannot be noticed.
    return span <= 1n ? 0n : BigInt(hashOf(['poiw.fuzz/v1', seed, drawn])) % span;
  };
}

function drawArgument(generator: Generator, random: Random): Argument {
  if ('fixed' in generator) return generator.fixed;
  if ('actor' in generator) return drawUser(random);
  if ('bool' in generator) return random(2n) === 1n;
  if ('uint' in generator) return drawUint(generator.uint, random);
  const { length, range } = generator.uints;
  const count = length[0] + Number(random(BigInt(length[1] - length[0] + 1)));
  return Array.from({ length: count }, () => drawUint(range, random));
}

function drawUser(random: Random): string {
  return `$user${random(BigInt(USERS.length))}`;
}

/** Mostly anywhere in the range; now and then an end of it, where mistakes live. */
function drawUint([low, high]: readonly [string, string], random: Random): string {
  const [from, to] = [BigInt(low), BigInt(high)];
  const kind = random(8n);
  if (kind === 0n) return from.toString();
  if (kind === 1n) return to.toString();
  return (from + random(to - from + 1n)).toString();
}
