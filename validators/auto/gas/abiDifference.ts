import { Interface, type FunctionFragment, type InterfaceAbi, type ParamType } from 'ethers';
import type { CompiledContract } from '../solidity/compilation.ts';

/**
 * What a candidate's interface lacks of the original's: each function with the same parameters,
 * results and mutability, the same constructor, and `receive`/`fallback` alike. More is allowed.
 */
export function abiDifference(
  original: Pick<CompiledContract, 'abi'>,
  candidate: Pick<CompiledContract, 'abi'>,
): string | undefined {
  const [a, b] = [interfaceOf(original), interfaceOf(candidate)];
  const offered = new Set(functionsOf(b));
  const missing = functionsOf(a).find((shape) => !offered.has(shape));
  if (missing !== undefined) return `the answer lacks "${missing}"`;
  const constructors = [a, b].map(({ deploy }) => `${typesOf(deploy.inputs)} ${deploy.payable}`);
  if (constructors[0] !== constructors[1]) return 'the constructor has other parameters';
  if (a.receive !== b.receive || (a.fallback === null) !== (b.fallback === null)) {
    return 'the answer takes plain transfers or unknown calls in another way';
  }
  return undefined;
}

function interfaceOf({ abi }: Pick<CompiledContract, 'abi'>): Interface {
  return new Interface(abi as InterfaceAbi);
}

function functionsOf(contract: Interface): string[] {
  const shapes: string[] = [];
  contract.forEachFunction((fragment) => shapes.push(shapeOf(fragment)));
  return shapes;
}

function shapeOf(fragment: FunctionFragment): string {
  const { stateMutability, outputs } = fragment;
  return `${fragment.format('sighash')} ${stateMutability} returns (${typesOf(outputs)})`;
}

function typesOf(parameters: readonly ParamType[]): string {
  return parameters.map((type) => type.format('sighash')).join(',');
}
