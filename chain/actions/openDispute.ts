import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { eventOf } from '../eventOf.ts';
import { payCourt } from './payCourt.ts';

export interface DisputeParams {
  readonly taskId: bigint;
  /** Member said to have committed the fault; 0 when only scores are disputed. */
  readonly accused: number;
  /** Number of the fault, see core/economy/penalties.ts. */
  readonly fault: number;
  /** sha2-256 digest of the evidence. */
  readonly evidence: Hex;
}

/** Disputes a settled task; the bond is twice what the first tier costs. */
export async function openDispute(
  client: ChainClient,
  { taskId, accused, fault, evidence }: DisputeParams,
): Promise<MinedTransaction & { readonly caseId: bigint; readonly bond: bigint }> {
  const bond = await payCourt(client, { tier: 1, times: 2n });
  const mined = await client.send({
    contract: 'DisputeCourt',
    method: 'dispute',
    args: [taskId, accused, fault, evidence],
  });
  return { ...mined, caseId: BigInt(eventOf(mined, 'Disputed').args['caseId'] as string), bond };
}
