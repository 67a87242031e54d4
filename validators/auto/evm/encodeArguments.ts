import { AbiCoder, FunctionFragment, ParamType, dataSlice, getBytes, isHexString } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { messageOf, PoiwError } from '../../../core/errors.ts';
import type { Argument, Probe, SignatureArgument } from '../../../tasks/kinds/scenario.ts';
import type { Chain } from './createChain.ts';
import { amountIn } from './world.ts';

/** What `$names` stand for, on a chain: addresses of actors and of deployed contracts. */
export interface Names {
  readonly chain: Chain;
  readonly addresses: ReadonlyMap<string, Hex>;
  /** Signatures made so far, 65 bytes each. */
  readonly signatures?: ReadonlyMap<string, Hex>;
}

/** Sends no data at all: the plain transfer that a contract's `receive` takes. */
const PLAIN = 'receive()';

/**
 * Call data of a signature and its arguments.
 *
 * @throws PoiwError E_SCHEMA when the arguments do not fit the signature
 */
export async function encodeCall(
  names: Names,
  fn: string,
  args: readonly Argument[],
): Promise<Hex> {
  if (fn === PLAIN && args.length === 0) return '0x';
  const fragment = parseSignature(fn);
  const data = await encodeArguments(names, fragment.inputs, args);
  return `${fragment.selector as Hex}${data.slice(2)}`;
}

/** @throws PoiwError E_SCHEMA */
export async function encodeArguments(
  names: Names,
  types: readonly ParamType[],
  args: readonly Argument[],
): Promise<Hex> {
  if (types.length !== args.length) {
    throw new PoiwError('E_SCHEMA', `${args.length} arguments for ${types.length} parameters`);
  }
  const values: unknown[] = [];
  for (const [at, type] of types.entries()) {
    values.push(await resolveArgument(names, type, args[at] ?? ''));
  }
  try {
    return AbiCoder.defaultAbiCoder().encode(types, values) as Hex;
  } catch (cause) {
    throw new PoiwError('E_SCHEMA', `arguments do not fit: ${messageOf(cause).slice(0, 200)}`);
  }
}

/**
 * A probe's value: constants as they are, an address as a number, an ETH balance in wei, a read's
 * first word. undefined when the read failed or gave less than a word.
 *
 * @throws PoiwError E_SCHEMA for names or arguments that mean nothing
 */
export async function readProbe(names: Names, probe: Probe): Promise<bigint | undefined> {
  const { chain } = names;
  if (typeof probe === 'string') {
    return probe.startsWith('$') ? BigInt(addressOf(names, probe)) : amountIn(chain.world, probe);
  }
  if ('eth' in probe) return chain.balanceOf(addressOf(names, probe.eth));
  const data = await encodeCall(names, probe.fn, probe.args ?? []);
  const word = await chain.read(addressOf(names, probe.read), data);
  return word === undefined || word.length < 66 ? undefined : BigInt(word.slice(0, 66));
}

/** @throws PoiwError E_SCHEMA for a name that nothing has */
export function addressOf({ addresses }: Names, reference: string): Hex {
  const address = addresses.get(reference.slice(1));
  if (address === undefined) throw new PoiwError('E_SCHEMA', `nothing is called ${reference}`);
  return address;
}

function parseSignature(fn: string): FunctionFragment {
  try {
    return FunctionFragment.from(`function ${fn}`);
  } catch (cause) {
    throw new PoiwError('E_SCHEMA', `not a function signature: ${fn.slice(0, 80)}`, { cause });
  }
}

async function resolveArgument(names: Names, type: ParamType, arg: Argument): Promise<unknown> {
  if (Array.isArray(arg)) {
    const values: unknown[] = [];
    for (const [at, item] of arg.entries()) {
      values.push(await resolveArgument(names, elementType(type, at), item));
    }
    return values;
  }
  if (typeof arg === 'boolean') return arg;
  if (typeof arg === 'object') {
    if ('signature' in arg) return signatureOf(names, type, arg);
    const value = await readProbe(names, arg);
    if (value === undefined) throw new PoiwError('E_SCHEMA', 'an argument could not be read');
    return fitNumber(type, value);
  }
  return type.type === 'string' ? arg : resolveText(names, type, arg);
}

function signatureOf(
  { signatures }: Names,
  type: ParamType,
  { signature: name, part }: SignatureArgument,
): unknown {
  const signature = signatures?.get(name);
  if (signature === undefined) throw new PoiwError('E_SCHEMA', `there is no signature ${name}`);
  if (part === undefined) return getBytes(signature);
  const word = { r: dataSlice(signature, 0, 32), s: dataSlice(signature, 32, 64), v: dataSlice(signature, 64) }[part]; // prettier-ignore
  return type.type.startsWith('bytes') ? getBytes(word) : BigInt(word);
}

function elementType(type: ParamType, at: number): ParamType {
  const element = type.isArray() ? type.arrayChildren : (type.components ?? [])[at];
  if (element === undefined) {
    throw new PoiwError('E_SCHEMA', `a list where ${type.type} is wanted`);
  }
  return element;
}

function resolveText(names: Names, type: ParamType, text: string): unknown {
  if (text.startsWith('$')) return fitNumber(type, BigInt(addressOf(names, text)));
  if (type.type.startsWith('bytes')) {
    if (!isHexString(text)) throw new PoiwError('E_SCHEMA', `${type.type} wants 0x-hex`);
    return getBytes(text);
  }
  if (type.type === 'address') return text;
  if (/^~?\d{1,78}$/.test(text)) return fitNumber(type, amountIn(names.chain.world, text));
  if (/^-\d{1,78}$/.test(text) || /^0x[0-9a-fA-F]{1,64}$/.test(text)) return BigInt(text);
  throw new PoiwError('E_SCHEMA', `not a ${type.type}: ${text.slice(0, 80)}`);
}

/** A number where an address is wanted is that address. */
function fitNumber(type: ParamType, value: bigint): unknown {
  if (type.type !== 'address') return value;
  return `0x${value.toString(16).padStart(40, '0').slice(-40)}`;
}
