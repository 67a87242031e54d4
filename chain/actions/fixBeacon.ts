import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/**
 * Brings the beacon one step on: arms it when it is not, stores it when its block is past. Call
 * again while the task has no beacon; before its block it is refused as `BeaconNotReady`.
 */
export function fixBeacon(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'fixBeacon', args: [taskId] });
}
