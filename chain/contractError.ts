import { isCallException, isError, type Interface } from 'ethers';
import { PoiwError, messageOf } from '../core/errors.ts';
import type { ContractName } from './artifacts.ts';
import { rpcUnreachable } from './rpcUnreachable.ts';
import { jsonSafeArgs } from './jsonSafe.ts';

export type Interfaces = Readonly<Record<ContractName, Interface>>;

const HINTS: Readonly<Record<string, string>> = {
  WrongPhase: 'wait for the phase, or see the task with `poiw task status`',
  BelowMinimum: 'top the stake up to the minimum',
  InactiveMember: 'top the stake up to the minimum',
  NotMember: 'register this worker key for the role first',
  NotEnoughFree: 'top the stake up, or wait until open duties return their bonds',
  ERC20InsufficientBalance: 'the account needs more TOS',
  ERC20InsufficientAllowance: 'approve the contract for the amount first',
};

/**
 * What a failed call means: a refusal by one of our contracts with its name and values, a chain
 * that does not answer, or an account that cannot pay.
 */
export function contractError(error: unknown, interfaces: Interfaces, what: string): unknown {
  if (error instanceof PoiwError) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  const refusal = decodeRefusal(revertData(error), interfaces);
  if (refusal !== undefined) {
    const args = Object.entries(refusal.args).map(([key, value]) => `${key} ${String(value)}`);
    return new PoiwError(
      'E_CHAIN_REJECTED',
      `${what} was refused: ${refusal.name}${args.length > 0 ? ` (${args.join(', ')})` : ''}`,
      { cause: error, details: refusal, ...hintFor(refusal.name) },
    );
  }
  if (isError(error, 'INSUFFICIENT_FUNDS')) {
    return new PoiwError('E_CHAIN_REJECTED', `${what}: the account cannot pay for gas`, {
      cause: error,
      hint: 'send some of the chain’s own coin to the account',
      details: { name: 'InsufficientFunds', args: {} },
    });
  }
  if (isCallException(error)) {
    return new PoiwError('E_CHAIN_REJECTED', `${what} was refused: ${error.shortMessage}`, {
      cause: error,
      details: { name: error.reason ?? 'unknown', args: {} },
    });
  }
  return isUnreachable(error)
    ? rpcUnreachable(error)
    : new PoiwError('E_CHAIN_REJECTED', `${what} failed: ${messageOf(error)}`, { cause: error });
}

interface Refusal extends Record<string, unknown> {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** The custom error in some revert data, whichever of our contracts it came from. */
function decodeRefusal(data: string | undefined, interfaces: Interfaces): Refusal | undefined {
  if (data === undefined || data.length < 10) return undefined;
  for (const one of Object.values(interfaces)) {
    const found = one.parseError(data);
    if (found === null) continue;
    return { name: found.name, args: jsonSafeArgs(found.args, found.fragment.inputs) };
  }
  return { name: data.slice(0, 10), args: {} };
}

function hintFor(name: string): { hint: string } | Record<string, never> {
  const hint = HINTS[name];
  return hint === undefined ? {} : { hint };
}

/** Nodes put the data in different places; ethers keeps the node's own words under `info`. */
function revertData(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const data = (error as { data?: unknown }).data;
  if (typeof data === 'string' && data.startsWith('0x')) return data;
  const { info, error: inner } = error as { info?: unknown; error?: unknown };
  return revertData(info) ?? revertData(inner) ?? revertData(data);
}

/** Whether the chain could not be asked, as against having said no. */
export function isUnreachable(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'EPIPE', 'ETIMEDOUT'];
  const code = (error as { code?: unknown } | null)?.code;
  return (
    isError(error, 'TIMEOUT') ||
    isError(error, 'NETWORK_ERROR') ||
    isError(error, 'SERVER_ERROR') ||
    (typeof code === 'string' && codes.includes(code))
  );
}
