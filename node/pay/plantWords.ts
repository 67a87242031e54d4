import { id } from 'ethers';
import { postEpoch } from '../../chain/actions/postEpoch.ts';
import { addressesByName } from '../../chain/addresses.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { logsSince } from '../../chain/rangedLogs.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { SeedWord } from '../../core/judging/plantedLanes.ts';

/**
 * Where planters' words stand: as the data of a stream that pays nobody. Only the role `EPOCHS` may
 * post there, one number after the other, and nothing posted can be changed.
 */
const STREAM = id('poiw.planted') as Hex;

/** Every word on chain, in order. @throws PoiwError E_RPC_UNREACHABLE */
export async function readPlantWords(
  chain: ChainClient,
  fromBlock: number,
): Promise<readonly SeedWord[]> {
  const { provider, interfaces, addresses } = chain;
  const { RewardDistributor: roots } = interfaces;
  const topics = roots.encodeFilterTopics('EpochPosted', [STREAM]);
  const address = addressesByName(addresses).RewardDistributor;
  const logs = await logsSince(provider, [{ address, topics }], fromBlock);
  return Promise.all(
    logs.map(async (log): Promise<SeedWord> => {
      const block = await provider.getBlock(log.blockNumber);
      const data = roots.parseLog(log)?.args['data'] as { readonly scores: Hex } | undefined;
      if (block === null || data === undefined) {
        throw new PoiwError('E_RPC_UNREACHABLE', `the node lost block ${log.blockNumber}`, {
          retryable: true,
        });
      }
      return { word: data.scores, postedAt: block.timestamp };
    }),
  );
}

/** Posts the next word. @param number from 1 @throws PoiwError E_CHAIN_REJECTED */
export async function postPlantWord(
  chain: ChainClient,
  { number, word }: { readonly number: number; readonly word: Hex },
): Promise<void> {
  const data = { scores: word, accounts: 0, seats: 0, total: 0, slope: 0n };
  await postEpoch(chain, { stream: STREAM, epoch: BigInt(number), data });
}
