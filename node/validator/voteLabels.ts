import type { ChainClient } from '../../chain/chainClient.ts';
import { payEpochAt, scoreEpochs } from '../../core/judging/payEpochs.ts';
import { readJudged } from '../pay/readJudged.ts';

/** What became known of one vote. */
export interface LabelledVote {
  readonly lane: number;
  readonly vote: boolean;
  /** Null where the lot left the item out. */
  readonly label: boolean | null;
  /** ppm: what the pay rule makes of it. */
  readonly score: number;
}

/**
 * A juror's scored votes by task: those of tasks whose lot was drawn and about which nothing can
 * change any more. Of all others nothing is known, and they are not in the answer.
 */
export async function voteLabels(
  chain: ChainClient,
  { memberId, fromBlock }: { readonly memberId: number; readonly fromBlock: number },
): Promise<ReadonlyMap<string, readonly LabelledVote[]>> {
  const { tasks, origin, now } = await readJudged(chain, fromBlock);
  const epochs = scoreEpochs(tasks, { origin, last: payEpochAt(now, origin) });
  const mine = epochs.flatMap(({ scores }) => scores.filter(({ juror }) => juror === memberId));
  const byTask = Map.groupBy(mine, ({ task }) => task.toString());
  return new Map(
    [...byTask].map(([task, votes]) => [
      task,
      votes.map(({ lane, vote, label, score }) => ({ lane, vote, label, score })),
    ]),
  );
}
