import type { ChainClient, MinedTransaction } from '../chainClient.ts';

interface RateMemberParams {
  readonly memberId: number;
  /** Basis points. */
  readonly rate: number;
  readonly done: number;
  readonly checks: number;
}

/** Writes a member's record; the client's key holds the role RATER. */
export function rateMember(
  client: ChainClient,
  { memberId, rate, done, checks }: RateMemberParams,
): Promise<MinedTransaction> {
  return client.send({
    contract: 'StakeManager',
    method: 'rateMember',
    args: [memberId, rate, done, checks],
  });
}
