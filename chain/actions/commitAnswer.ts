import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Seals an answer; the client's key is a miner's worker. @see answerCommitHash */
export function commitAnswer(
  client: ChainClient,
  {
    taskId,
    commit,
    ...named
  }: { readonly taskId: bigint; readonly commit: Hex; readonly intent?: string },
): Promise<MinedTransaction> {
  const call = { contract: 'TaskManager', method: 'commitAnswer', args: [taskId, commit] } as const;
  return client.send({ ...call, ...named });
}
