import { FunctionFragment, Interface, type ParamType } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import type { Argument, CallAction } from '../../../tasks/kinds/scenario.ts';
import { createDraw, type Draw } from '../createDraw.ts';

/** Callers of an optimisation task. */
export const USERS = ['$user0', '$user1', '$user2', '$user3'] as const;
const [OWNER] = USERS;
const NOBODY = '0x0000000000000000000000000000000000000000';
const STRANGER = '0x00000000000000000000000000000000000057a6';
const ROUNDS = 6;
const CALLS_PER_ROUND = 16;
const LENGTHS = [0, 1, 2, 4, 7, 10, 14, 20] as const;

/**
 * Calls to compare two versions of a contract by: random ones on everything that changes state,
 * with every view read now and then.
 */
export function probeCalls(abi: readonly unknown[], seed: Hex): CallAction[] {
  const draw = createDraw(seed, 'probe calls');
  const functions = new Interface(abi as string[]).fragments.filter(
    (fragment) => fragment instanceof FunctionFragment,
  );
  const changing = functions.filter(({ constant }) => !constant);
  const views = functions.filter(({ constant }) => constant).flatMap(viewCalls);
  if (changing.length === 0) return views;
  return Array.from({ length: ROUNDS }, () => [
    ...Array.from({ length: CALLS_PER_ROUND }, () => {
      const fragment = pick(draw, changing);
      return fragment === undefined ? [] : randomCall(fragment, draw);
    }).flat(),
    ...views,
  ]).flat();
}

function randomCall(fragment: FunctionFragment, draw: Draw): CallAction[] {
  const length = pick(draw, LENGTHS) ?? 1;
  const args = fragment.inputs.map((type) => randomValue(type, { draw, length }));
  const known = args.filter((arg) => arg !== undefined);
  if (known.length < args.length) return [];
  // Whatever is reserved is most likely reserved for the first user.
  const from = draw(2n) === 0n ? OWNER : (pick(draw, USERS) ?? OWNER);
  const value = fragment.payable ? draw(1000n).toString() : '0';
  return [{ from, to: '$subject', fn: fragment.format('sighash'), args: known, value }];
}

function viewCalls(fragment: FunctionFragment): CallAction[] {
  const { inputs } = fragment;
  const choices: Argument[] = inputs[0]?.type === 'address' ? [...USERS, STRANGER] : ['0', '2'];
  if (inputs.length > 1) return [];
  const lists = inputs.length === 0 ? [[]] : choices.map((one) => [one]);
  const fn = fragment.format('sighash');
  return lists.map((args) => ({ from: OWNER, to: '$subject', fn, args, value: '0' }));
}

interface Source {
  readonly draw: Draw;
  /** Length of every list of the call: lists that belong together mostly have one. */
  readonly length: number;
}

function randomValue(type: ParamType, source: Source): Argument | undefined {
  const { draw, length } = source;
  if (type.arrayChildren !== null) {
    const fixed = type.arrayLength ?? -1;
    const size = fixed >= 0 ? fixed : draw(8n) === 0n ? length + 1 : length;
    return all(
      Array.from({ length: size }, () => type.arrayChildren),
      source,
    );
  }
  if (type.components !== null) return all(type.components, source);
  if (type.type === 'address') return randomAddress(draw);
  if (type.type === 'bool') return draw(2n) === 0n;
  if (/^u?int/.test(type.type)) return randomNumber(type.type, draw);
  if (type.type === 'string') return `text ${draw(5n)}`;
  if (type.type === 'bytes') return `0x${'ab'.repeat(Number(draw(70n)))}`;
  if (type.type.startsWith('bytes')) return `0x${'5c'.repeat(Number(type.type.slice(5)))}`;
  return undefined;
}

function all(types: readonly (ParamType | null)[], source: Source): Argument[] | undefined {
  const values = types.map((type) => (type === null ? undefined : randomValue(type, source)));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

function randomAddress(draw: Draw): Argument {
  const chance = draw(10n);
  if (chance === 0n) return NOBODY;
  if (chance === 1n) return STRANGER;
  return pick(draw, USERS) ?? OWNER;
}

/** Mostly small, sometimes nothing, seldom as large as it gets. */
function randomNumber(type: string, draw: Draw): string {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? '256') - (type.startsWith('int') ? 1 : 0);
  const most = 2n ** BigInt(bits) - 1n;
  const chance = draw(20n);
  if (chance === 0n) return most.toString();
  if (chance < 3n) return '0';
  const range = chance < 6n ? 2n ** 40n : 1000n;
  const value = draw(range);
  return (value > most ? most : value).toString();
}

function pick<Item>(draw: Draw, items: readonly Item[]): Item | undefined {
  return items[Number(draw(BigInt(items.length)))];
}
