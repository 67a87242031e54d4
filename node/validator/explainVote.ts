import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import { chainTime } from '../../chain/actions/chainTime.ts';
import type { Hex } from '../../core/contentId.ts';
import { parseCanonicalJson } from '../../core/canonicalJson.ts';
import { PoiwError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { openSealed } from '../../tasks/openSealed.ts';
import { rationaleSchema, type Rationale } from '../../validators/peer/rationale.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { dutyOf, type Duty } from './jurorDuties.ts';
import { voteLabels, type LabelledVote } from './voteLabels.ts';

export interface VoteExplanation {
  readonly duty: Duty;
  /** Null until the vote is revealed: a sealed vote explains itself to nobody. */
  readonly rationale: Rationale | null;
  /** Votes whose score is known, by lane; empty as long as none is. */
  readonly labels: readonly LabelledVote[];
}

/**
 * How a juror judged a task.
 *
 * @throws PoiwError E_NOT_FOUND when the worker has no seat on it, E_SCHEMA for a rationale that is none
 */
export async function explainVote(
  { chain, blobs, network }: OpenNetwork,
  { task: taskId, worker }: { readonly task: bigint; readonly worker: Hex },
): Promise<VoteExplanation> {
  const task = await readTask(chain, { taskId });
  const votes = task.panel === undefined ? [] : await readVotes(chain, { taskId });
  const vote = votes.find((one) => one.worker.toLowerCase() === worker.toLowerCase());
  if (vote === undefined) {
    throw new PoiwError('E_NOT_FOUND', `${worker} has no seat on task ${taskId}`, {
      hint: '`poiw validator votes` lists the seats it was drawn for',
    });
  }
  const duty = dutyOf(task, vote, (await chainTime(chain)).timestamp);
  const { rationaleHash, salt } = vote;
  if (rationaleHash === undefined || salt === undefined) {
    return { duty, rationale: null, labels: [] };
  }
  const plain = await openSealed(blobs, { contentHash: rationaleHash, salt });
  const parsed = rationaleSchema.safeParse(parseCanonicalJson(plain, LIMITS.document));
  if (!parsed.success) throw new PoiwError('E_SCHEMA', 'the rationale is not in the known format');
  const { fromBlock } = network;
  const labels = await voteLabels(chain, { memberId: vote.jurorId, fromBlock });
  return { duty, rationale: parsed.data, labels: labels.get(duty.task) ?? [] };
}
