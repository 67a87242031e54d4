import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';

/** How a task stands before the court, see IDisputable.sol. */
export interface Standing {
  /** Last second, chain time, in which it can be disputed; 0 when it cannot. */
  readonly end: number;
  /** What the peers decided, or the court after them. */
  readonly medians: Hex;
  /** 0xff in each lane that an item uses. */
  readonly used: Hex;
  /** Most points each item is worth. */
  readonly caps: Hex;
}

/** @throws PoiwError E_RPC_UNREACHABLE */
export async function readStanding(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<Standing> {
  const raw = (await client.read({
    ...{ contract: 'TaskPayouts', method: 'disputeOf', args: [taskId] },
  })) as Readonly<Record<'medians' | 'used' | 'caps', Hex>> & { readonly end: bigint };
  return { end: Number(raw.end), medians: raw.medians, used: raw.used, caps: raw.caps };
}
