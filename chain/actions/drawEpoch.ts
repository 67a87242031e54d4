import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Draws an epoch's panel once its block is mined; any key may send it. */
export function drawEpoch(
  client: ChainClient,
  { epoch }: { readonly epoch: number },
): Promise<MinedTransaction> {
  return client.send({ contract: 'VoteModule', method: 'drawEpoch', args: [epoch] });
}
