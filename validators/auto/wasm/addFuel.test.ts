import { describe, expect, test } from 'vitest';
import { addFuel, FUEL_EXPORT, STACK_EXPORT } from './addFuel.ts';
import { wasm } from './wasm.ts';

const sized = (...bytes: number[]) => [bytes.length, ...bytes];
const named = (text: string) => sized(...new TextEncoder().encode(text));

/** `turns(n)` goes round a loop n times and gives n back; `ever()` never ends. */
const TURNS = [
  ...[0x01, 0x01, 0x7f, 0x03, 0x40], // local i; loop
  ...[0x20, 0x01, 0x41, 0x01, 0x6a, 0x22, 0x01], // i += 1
  ...[0x20, 0x00, 0x48, 0x0d, 0x00, 0x0b], // i < n: again; end
  ...[0x20, 0x01, 0x0b], // i
];
const EVER = [0x00, 0x03, 0x40, 0x01, 0x0c, 0x00, 0x0b, 0x0b];

const moduleOf = (ever: readonly number[], turns: readonly number[] = TURNS) =>
  new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[0x01, ...sized(0x02, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x00, 0x00)],
    ...[0x03, ...sized(0x02, 0x00, 0x01)],
    ...[0x05, ...sized(0x01, 0x01, 0x01, 0x08)],
    // A global, so that ours is the second.
    ...[0x06, ...sized(0x01, 0x7f, 0x01, 0x41, 0x07, 0x0b)],
    ...[0x07],
    ...sized(
      0x03,
      ...[...named('turns'), 0x00, 0x00],
      ...[...named('ever'), 0x00, 0x01],
      ...[...named('mem'), 0x02, 0x00],
    ),
    ...[0x0a, ...sized(0x02, ...sized(...turns), ...sized(...ever))],
  ]);

interface Metered {
  readonly turns: (n: number) => number;
  readonly ever: () => void;
  readonly mem: { grow(pages: number): number };
  readonly [FUEL_EXPORT]: { value: bigint };
}

async function metered(charge: 'loops' | 'blocks'): Promise<Metered> {
  const bytes = addFuel(moduleOf(EVER), { maxPages: 2, charge });
  const { exports } = new wasm.Instance(await wasm.compile(bytes), {});
  return exports as unknown as Metered;
}

describe.each(['loops', 'blocks'] as const)('addFuel, charging %s', (charge) => {
  test('default: the module does what it did and counts what it does', async () => {
    const { turns, [FUEL_EXPORT]: fuel } = await metered(charge);
    const cost = (n: number) => {
      fuel.value = 1_000_000n;
      expect(turns(n)).toBe(n);
      return 1_000_000n - fuel.value;
    };
    expect(cost(100) - cost(10)).toBe(9n * (cost(20) - cost(10)));
    expect(cost(50)).toBe(cost(50));
  });

  test('behavior: what never ends traps when its fuel does', async () => {
    const { ever, [FUEL_EXPORT]: fuel } = await metered(charge);
    fuel.value = 10_000n;
    expect(ever).toThrow('unreachable');
    expect(fuel.value).toBeLessThan(0n);
  });

  test('behavior: memory grows to the cap and no further', async () => {
    const { mem } = await metered(charge);
    expect(mem.grow(1)).toBe(1);
    expect(() => mem.grow(1)).toThrow(RangeError);
  });

  test('error: instructions it does not know', () => {
    const vector = moduleOf([0x00, 0xfd, 0x00, 0x0b]);
    expect(() => addFuel(vector, { maxPages: 2, charge })).toThrow('not known');
  });
});

test('behavior: blocks charge what is executed, loops whatever is written', async () => {
  const fuelOf = async (charge: 'loops' | 'blocks') => {
    const { turns, [FUEL_EXPORT]: fuel } = await metered(charge);
    fuel.value = 1_000_000n;
    turns(1000);
    return Number(1_000_000n - fuel.value);
  };
  // Seven instructions a turn: `loop` and `end` are free.
  expect(await fuelOf('blocks')).toBe(7 * 1000 + 1);
  expect(await fuelOf('loops')).toBeGreaterThan(7 * 1000 + 1);
});

describe('addFuel with a stack', () => {
  /** `turns(n)` calls itself n times; `ever()` calls itself for ever. */
  const nested = moduleOf(
    [0x00, 0x10, 0x01, 0x0b],
    [
      ...[0x00, 0x20, 0x00, 0x45, 0x04, 0x40, 0x41, 0x00, 0x0f, 0x0b], // n == 0: return 0
      ...[0x20, 0x00, 0x41, 0x01, 0x6b, 0x10, 0x00], // turns(n - 1)
      ...[0x41, 0x01, 0x6a, 0x0b], // + 1
    ],
  );
  const start = async (stack: number) => {
    const bytes = addFuel(nested, { maxPages: 2, charge: 'blocks', stack });
    const { exports } = new wasm.Instance(await wasm.compile(bytes), {});
    return exports as unknown as Metered & { readonly [STACK_EXPORT]: { value: number } };
  };

  test('behavior: calls nest as deep as it holds, and give back what they took', async () => {
    const { turns, [STACK_EXPORT]: left } = await start(1000);
    let deepest = 0;
    while (deepest < 100 && left.value === 1000) {
      deepest += 1;
      try {
        expect(turns(deepest)).toBe(deepest);
      } catch {
        break;
      }
    }
    expect(deepest).toBeGreaterThan(10);
    expect(deepest).toBeLessThan(1000 / 16);
    expect(left.value).toBeLessThan(0);
  });

  test('behavior: what calls itself for ever traps before the machine runs out', async () => {
    const { ever, [STACK_EXPORT]: left, [FUEL_EXPORT]: fuel } = await start(20_000);
    expect(ever).toThrow('unreachable');
    expect(left.value).toBeLessThan(0);
    expect(fuel.value).toBeGreaterThan(0n);
  });
});
