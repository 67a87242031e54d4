import type { ChainClient } from '../chainClient.ts';

/** What the court knows of a task, see IDisputeCourt.sol. */
export interface Docket {
  /** Block whose hash draws the audit; 0 while none was chosen. */
  readonly beaconBlock: number;
  readonly drawn: boolean;
  /** Its audit or dispute; absent when it has none. */
  readonly caseId?: bigint;
}

/** @throws PoiwError E_RPC_UNREACHABLE */
export async function readDocket(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<Docket> {
  const { beaconBlock, drawn, caseId } = (await client.read({
    ...{ contract: 'DisputeCourt', method: 'docketOf', args: [taskId] },
  })) as { readonly beaconBlock: bigint; readonly drawn: boolean; readonly caseId: bigint };
  return { beaconBlock: Number(beaconBlock), drawn, ...(caseId === 0n ? {} : { caseId }) };
}
