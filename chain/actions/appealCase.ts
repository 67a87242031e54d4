import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { payCourt } from './payCourt.ts';
import { readCase } from './readCase.ts';

export interface AppealParams {
  readonly caseId: bigint;
  /** `appeal` asks the next tier; `defend` takes the side of the ruling appealed against. */
  readonly side: 'appeal' | 'defend';
}

/** Takes a side before the next tier: an appeal costs twice the tier, its defence once. */
export async function appealCase(
  client: ChainClient,
  { caseId, side }: AppealParams,
): Promise<MinedTransaction & { readonly bond: bigint }> {
  const { tier } = await readCase(client, { caseId });
  const bond = await payCourt(client, { tier: tier + 1, times: side === 'appeal' ? 2n : 1n });
  const mined = await client.send({ contract: 'DisputeCourt', method: side, args: [caseId] });
  return { ...mined, bond };
}
