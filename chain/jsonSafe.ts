import { Result, decodeBytes32String, type ParamType } from 'ethers';

/**
 * An ABI value as JSON can hold it: integers as decimal strings, structs as objects, lists as
 * arrays.
 */
function jsonSafe(value: unknown, type: ParamType): unknown {
  if (type.baseType === 'tuple') return jsonSafeArgs(value as Result, type.components ?? []);
  if (type.baseType === 'array') {
    const child = type.arrayChildren;
    return child === null ? [] : [...(value as Result)].map((one) => jsonSafe(one, child));
  }
  if (typeof value === 'bigint') return value.toString();
  if (type.type === 'bytes32' && (type.name === 'field' || type.name === 'reason')) {
    return decodeBytes32String(value as string);
  }
  return value;
}

/** {@link jsonSafe} of an argument list, by name. */
export function jsonSafeArgs(values: Result, types: readonly ParamType[]): Record<string, unknown> {
  return Object.fromEntries(
    types.map((type, i) => [type.name || String(i), jsonSafe(values[i], type)]),
  );
}
