import type { ContractName } from '../../chain/artifacts.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';

/** An event that names the `ids` of members who got a seat. */
interface Drawing {
  readonly contract: ContractName;
  readonly event: string;
}

/** Tasks or cases for which a member was ever drawn, newest first. @param of argument that names them */
export async function seatsDrawn(
  chain: ChainClient,
  drawings: readonly Drawing[],
  { memberId, of, fromBlock }: { readonly memberId: number; of: string; fromBlock: number },
): Promise<bigint[]> {
  const drawn = await Promise.all(
    drawings.map((drawing) => readLogs(chain, { ...drawing, indexed: [], fromBlock })),
  );
  const ids = drawn
    .flat()
    .filter(({ args }) => (args['ids'] as unknown[]).map(Number).includes(memberId))
    .map(({ args }) => BigInt(args[of] as string));
  return [...new Set(ids)].sort((a, b) => Number(b - a));
}

/** wei that seats which are open, and whose votes are not, can still cost at worst. */
export function exposureOf(
  duties: readonly { readonly open: boolean; readonly stage: string; readonly worstLoss: bigint }[],
): bigint {
  return duties
    .filter(({ open, stage }) => open && stage !== 'revealed')
    .reduce((sum, { worstLoss }) => sum + worstLoss, 0n);
}
