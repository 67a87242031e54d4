import { PoiwError, messageOf } from '../core/errors.ts';

/** What a failed connection means to the user. */
export function rpcUnreachable(cause: unknown, where = 'the chain'): PoiwError {
  return new PoiwError('E_RPC_UNREACHABLE', `${where} does not answer: ${messageOf(cause)}`, {
    cause,
    retryable: true,
    hint: 'check that the chain is running and that the RPC URL is right',
  });
}

/** A URL as it may be shown: providers put their keys into paths, queries and user names. */
export function printableUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}
