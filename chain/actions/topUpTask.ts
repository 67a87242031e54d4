import { publisherStake } from '../../core/economy/publisherStake.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import type { TaskState } from '../taskState.ts';
import { approveToken } from './approveToken.ts';
import { tokenAllowance } from './tokenAllowance.ts';

/**
 * Raises the reward of the client's own task, and with it stake and fee, while answers may be
 * sealed. The reward names the transaction: to the same sum it is raised once.
 *
 * @param reward wei, the whole of it
 * @returns what was paid, wei
 */
export async function topUpTask(
  client: ChainClient,
  { task, reward }: { readonly task: TaskState; readonly reward: bigint },
): Promise<MinedTransaction & { readonly paid: bigint }> {
  const quote = async (amount: bigint) => {
    const call = { contract: 'Economy', method: 'quote', args: [task.kind, amount] } as const;
    return amount + publisherStake(amount) + ((await client.read(call)) as bigint);
  };
  const paid = (await quote(reward)) - (await quote(task.reward));
  const spender = client.addresses.taskManager;
  const intent = `top up task ${task.id.toString()} to ${reward.toString()}`;
  const isSent = client.recorded(intent) !== undefined;
  if (!isSent && (await tokenAllowance(client, { spender })) < paid) {
    await approveToken(client, { spender, amount: paid });
  }
  const args = [task.id, reward - task.reward];
  const mined = await client.send({ contract: 'TaskManager', method: 'topUp', args, intent });
  return { ...mined, paid };
}
