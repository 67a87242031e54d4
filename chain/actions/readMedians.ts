import { LANES, packLanes, unpackLanes } from '../../core/lanes.ts';
import { weightedMedian } from '../../core/median.ts';
import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import { readVotes } from './readVotes.ts';

/** The medians that {@link settleTask} must be given, from the votes on chain. */
export async function readMedians(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<Hex> {
  const votes = await readVotes(client, { taskId });
  const open = votes.filter((vote) => vote.scores !== undefined);
  if (2 * open.length <= votes.length) return packLanes([]);
  const scores = open.map((vote) => unpackLanes(vote.scores ?? '0x0'));
  const weights = open.map((vote) => vote.weight);
  return packLanes(
    Array.from({ length: LANES }, (_, lane) =>
      weightedMedian(
        scores.map((lanes) => lanes[lane] ?? 0),
        weights,
      ),
    ),
  );
}
