import { commitVote } from '../../chain/actions/commitVote.ts';
import { revealVotes } from '../../chain/actions/revealVotes.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { deriveSalt, voteCommitHash } from '../../core/commitment.ts';
import { digestOf, type Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import {
  commitIntent,
  type Journal,
  type PromiseKey,
  type PromiseRecord,
} from '../../core/journal.ts';
import { packLanes } from '../../core/lanes.ts';
import { seal } from '../../core/seal.ts';
import type { Rationale } from './rationale.ts';

/** What sealing, committing and revealing a vote needs. */
export interface VoteComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly journal: Journal;
  readonly worker: Hex;
  readonly workerKey: Hex;
}

const PEER_TIER = 0;

/** A task's panel a juror votes in. */
export interface Ballot {
  readonly taskId: bigint;
  /** 0 for the first panel, 1 for the one drawn when that reached no quorum; a growing panel's count on. */
  readonly round: number;
}

/** Key of this juror's promise about a task. */
export function voteKey({ chain, worker }: VoteComponents, { taskId, round }: Ballot): PromiseKey {
  const { chainId, contract } = chain.domainOf('VoteModule');
  return { chainId, contract, kind: 'vote', taskId, round, actor: worker };
}

/** The salt of a vote: derived, so that the key alone brings it back. */
export function voteSalt(workerKey: Hex, { chainId, contract, taskId, round }: PromiseKey): Hex {
  return deriveSalt(
    workerKey,
    `vote|${chainId}|${contract.toLowerCase()}|${taskId}|${PEER_TIER}|${round}`,
  );
}

/**
 * Records a vote before it is sent; the rationale is stored sealed, so that nobody can copy it
 * before the reveal opens it.
 */
export async function prepareVote(
  components: VoteComponents,
  ballot: Ballot,
  rationale: Rationale,
): Promise<PromiseRecord> {
  const key = voteKey(components, ballot);
  const salt = voteSalt(components.workerKey, key);
  const content = await components.blobs.put(seal(canonicalBytes(rationale), salt));
  const contentHash = digestOf(content);
  const scores = packLanes(rationale.judgements.map(({ score }) => score));
  const commit = voteCommitHash(key, {
    ...ballot,
    tier: PEER_TIER,
    juror: components.worker,
    scores,
    rationaleHash: contentHash,
    salt,
  });
  return components.journal.checkAndInsert({ ...key, commit, contentHash, salt, scores });
}

/** Sends the recorded commit. */
export async function sendVoteCommit(
  { chain }: VoteComponents,
  promise: PromiseRecord,
): Promise<void> {
  const { taskId, round, commit } = promise;
  await commitVote(chain, { taskId, round, commit, intent: commitIntent(promise) });
}

/** Opens the recorded vote; anyone holding the record could. */
export async function sendVoteReveal(
  { chain }: VoteComponents,
  { taskId, scores, contentHash, salt }: PromiseRecord,
  jurorId: number,
): Promise<void> {
  if (scores === undefined) throw new PoiwError('E_BUG', 'a vote on record without its scores');
  await revealVotes(chain, {
    taskId,
    votes: [{ jurorId, scores, rationaleHash: contentHash, salt }],
  });
}
