import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Seals an answer; the client's key is a miner's worker. @see answerCommitHash */
export function commitAnswer(
  client: ChainClient,
  { taskId, commit }: { readonly taskId: bigint; readonly commit: Hex },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'commitAnswer', args: [taskId, commit] });
}
