import type { Hex } from '../core/contentId.ts';
import type { Journal, PromiseKey, PromiseRecord } from '../core/journal.ts';
import type { OpenNetwork } from './openNetwork.ts';

/** A publisher at work: his connection, key and journal. */
export interface Publisher extends OpenNetwork {
  readonly address: Hex;
  readonly key: Hex;
  readonly journal: Journal;
}

/**
 * Key of the promise to open a hidden part. It is made before the task has a number, so it goes by
 * the spec's digest; publishing one spec again is a further round.
 */
export function hiddenKey({ chain, address }: Publisher, specHash: Hex, round: number): PromiseKey {
  const { chainId, contract } = chain.domainOf('TaskManager');
  return { chainId, contract, kind: 'hidden', taskId: BigInt(specHash), round, actor: address };
}

/** A spec is published at most so often by one publisher. */
export const MAX_ROUND = 255;

/** The recorded promise behind a commit on chain; undefined when it is somebody else's. */
export function findHidden(
  publisher: Publisher,
  specHash: Hex,
  commit: Hex,
): PromiseRecord | undefined {
  for (let round = 0; round <= MAX_ROUND; round += 1) {
    const record = publisher.journal.find(hiddenKey(publisher, specHash, round));
    if (record?.commit === commit) return record;
  }
  return undefined;
}
