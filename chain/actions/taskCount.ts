import type { ChainClient } from '../chainClient.ts';

/** Number of tasks ever published; their ids are 1 to this. */
export async function taskCount(client: ChainClient): Promise<bigint> {
  return (await client.read({ contract: 'TaskManager', method: 'taskCount', args: [] })) as bigint;
}
