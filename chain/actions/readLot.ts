import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';

/** Which of a task's items experts read by lot. */
export interface Lot {
  readonly beacon: Hex;
  /** 0xff in each lane that is read. */
  readonly lanes: Hex;
  /** Case that reads them; absent when nothing was drawn and nobody disputed. */
  readonly caseId?: bigint;
}

/** Undefined until it is drawn. @throws PoiwError E_RPC_UNREACHABLE */
export async function readLot(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<Lot | undefined> {
  const [drawn] = await readLogs(client, {
    ...{ contract: 'DisputeCourt', event: 'AuditDrawn', indexed: [taskId], fromBlock: 0 },
  });
  if (drawn === undefined) return undefined;
  const { beacon, lanes, caseId } = drawn.args;
  const id = BigInt(caseId as string);
  return { beacon: beacon as Hex, lanes: lanes as Hex, ...(id === 0n ? {} : { caseId: id }) };
}
