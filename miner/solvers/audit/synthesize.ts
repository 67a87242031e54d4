import type { Argument } from '../../../tasks/kinds/scenario.ts';
import type { FunctionModel, Parameter } from '../solidity/codeModel.ts';
import type { Target } from './target.ts';

/** Whom and how much a synthesised call is about. */
export interface Wish {
  readonly account: string;
  readonly amount: Argument;
}

const ASSET = /token|asset|currency|coin/i;

/** Arguments that serve a wish, by type and name of each parameter; undefined when one has none. */
export function synthesize(
  target: Target,
  { parameters }: Pick<FunctionModel, 'parameters'>,
  wish: Wish,
): Argument[] | undefined {
  const values = parameters.map((parameter) => argumentFor(target, parameter, wish));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

function argumentFor(
  target: Target,
  { name, type, sourceType }: Parameter,
  { account, amount }: Wish,
): Argument | undefined {
  if (type === 'address') {
    if (!sourceType.startsWith('contract ') && !ASSET.test(name)) return account;
    const wanted = sourceType.replace('contract ', '');
    const instance = target.instances.find(({ contract }) => contract.name === wanted);
    return (instance ?? target.tokens[0])?.reference;
  }
  if (/^uint/.test(type)) {
    if (/min|slippage/i.test(name)) return '0';
    if (/deadline|expir|until/i.test(name)) return '99999999999';
    return bitsOf(type) >= 96 ? amount : '1';
  }
  if (type === 'bool') return true;
  if (type === 'bytes') return '0x';
  if (/^bytes\d+$/.test(type)) return `0x${'00'.repeat(Number(type.slice(5)))}`;
  return undefined;
}

function bitsOf(type: string): number {
  return /^uint\d+$/.test(type) ? Number(type.slice(4)) : 0;
}
