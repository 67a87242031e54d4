import { PoiwError, messageOf } from '../core/errors.ts';

/** What a failed connection means to the user. */
export function rpcUnreachable(cause: unknown, rpcUrl?: string): PoiwError {
  const where = rpcUrl === undefined ? 'the chain' : rpcUrl;
  return new PoiwError('E_RPC_UNREACHABLE', `${where} does not answer: ${messageOf(cause)}`, {
    cause,
    retryable: true,
    hint: 'check that the chain is running and that the RPC URL is right',
  });
}
