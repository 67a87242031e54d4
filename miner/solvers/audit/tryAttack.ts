import { PoiwError } from '../../../core/errors.ts';
import type { Poc } from '../../../tasks/kinds/audit.ts';
import type { SimulateResult } from '../../../validators/auto/evm/simulation.ts';
import type { SolidityFiles } from '../../../validators/auto/solidity/compilation.ts';
import {
  attack,
  changes,
  gains,
  harmOf,
  holders,
  WORLDS,
  type Proof,
  type ProofRuntime,
} from './proveAttack.ts';
import type { Target } from './target.ts';

export interface Trial {
  /** Undefined when the attack does not work in every trial world. */
  readonly proof: Proof | undefined;
  /** What happened in the first world that says most, for whoever wrote the attack. */
  readonly account: string;
}

/** Runs one attack in every trial world and tells what it did. */
export async function tryAttack(target: Target, poc: Poc, runtime: ProofRuntime): Promise<Trial> {
  let severity: Proof['severity'] | undefined;
  let account = '';
  for (let world = 0; world < WORLDS; world += 1) {
    const result = await attack(target, { poc, world }, runtime);
    if (result instanceof PoiwError) return { proof: undefined, account: result.message };
    account = describe(target, poc, result);
    if (!gains(target, result))
      return { proof: undefined, account: `world ${world + 1}: ${account}` };
    severity ??= harmOf(target, result);
  }
  return { proof: severity === undefined ? undefined : { poc, severity }, account };
}

/**
 * Whether the attack fails on changed sources while everything else still sets up: `alive` when it
 * works on, `setup` when nothing works any more.
 */
export async function standsWithout(
  target: Target,
  { poc, sources }: { readonly poc: Poc; readonly sources: SolidityFiles },
  runtime: ProofRuntime,
): Promise<'alive' | 'setup' | undefined> {
  for (let world = 0; world < WORLDS; world += 1) {
    const result = await attack(target, { poc, world, sources }, runtime);
    if (result instanceof PoiwError) return 'alive';
    if (result.errors.length > 0 || result.setupFailure !== null) return 'setup';
    if (gains(target, result)) return 'alive';
  }
  return undefined;
}

function describe(target: Target, poc: Poc, result: SimulateResult): string {
  const { errors, errorsIn, setupFailure, refused, calls } = result;
  if (errors.length > 0) {
    const where = errorsIn === 'poc' ? 'the exploit does not compile' : 'the task does not compile';
    const lines = errors
      .slice(0, 8)
      .map(({ file, line, message }) => `${file ?? ''}:${line} ${message}`);
    return [where, ...lines].join('\n');
  }
  if (setupFailure !== null) return `set-up failed: ${setupFailure}`;
  if (refused !== null) return `refused: ${refused}`;
  const sent = calls.filter(({ part }) => part !== 'call');
  const lines = sent.map(({ part, ok, gas, revert }, at) => {
    const call = poc.calls[at - (sent.length - poc.calls.length)];
    const what =
      part === 'deploy'
        ? 'deploy of the exploit'
        : call !== undefined && 'fn' in call
          ? call.fn
          : 'call';
    return `${what}: ${ok ? `ok, ${gas} gas` : `failed (${revert ?? 'reverted'})`}`;
  });
  return [...lines, ...balances(target, result)].join('\n');
}

/** Who ended with more or less of what, in wei and token units. */
function balances(target: Target, result: SimulateResult): string[] {
  const assets = ['ETH', ...target.tokens.map(({ reference }) => reference)];
  return changes(target, result).flatMap((row, at) =>
    row.flatMap(({ change }, column) =>
      change === 0n
        ? []
        : [
            `${holders(target)[at] ?? ''}: ${change > 0n ? '+' : ''}${change} ${assets[column] ?? ''}`,
          ],
    ),
  );
}
