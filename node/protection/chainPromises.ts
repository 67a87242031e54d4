import type { ChainClient } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { Hex } from '../../core/contentId.ts';
import type { SealedPromise } from '../../core/journal.ts';

export interface PromiseMaker {
  readonly role: 'miner' | 'peer';
  readonly memberId: number;
  readonly worker: Hex;
  /** Block of the deployment: no promise is older. */
  readonly fromBlock: number;
}

/** A task takes answers once; only its panels come in rounds. */
const ANSWER_ROUND = 0;

/** Every commit a worker key ever put on chain, oldest first. @throws PoiwError E_RPC_UNREACHABLE */
export async function readChainPromises(
  chain: ChainClient,
  { role, memberId, worker, fromBlock }: PromiseMaker,
): Promise<SealedPromise[]> {
  const name = role === 'miner' ? 'TaskManager' : 'VoteModule';
  const event = role === 'miner' ? 'AnswerCommitted' : 'VoteCommitted';
  const logs = await readLogs(chain, {
    contract: name,
    event,
    indexed: [null, role === 'miner' ? BigInt(memberId) : worker],
    fromBlock,
  });
  const { chainId, contract } = chain.domainOf(name);
  // A member may have changed its worker: only this key's promises are this journal's.
  return logs
    .filter(({ args }) => String(args['worker']).toLowerCase() === worker.toLowerCase())
    .map(({ args }) => ({
      chainId,
      contract,
      kind: role === 'miner' ? ('answer' as const) : ('vote' as const),
      taskId: BigInt(args['id'] as string),
      round: role === 'miner' ? ANSWER_ROUND : Number(args['round']),
      actor: worker,
      commit: args['commit'] as Hex,
    }));
}
