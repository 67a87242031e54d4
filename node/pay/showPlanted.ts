import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import type { AnswerState } from '../../chain/taskState.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdFromDigest, contentIdOf, digestOf, type Hex } from '../../core/contentId.ts';
import { openSeeds, type OpenSeed } from '../../core/judging/plantedLanes.ts';
import { plantedSalt } from '../../core/judging/plantedSalt.ts';
import { seal } from '../../core/seal.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { plantedAnswer } from './plantedAnswer.ts';
import { readPlantWords } from './plantWords.ts';

/** An answer that an open seed shows to be planted. */
interface PlantedAnswer {
  readonly task: bigint;
  readonly slot: number;
  readonly member: number;
  readonly seed: Hex;
  /** Whether the answer is, to the byte, what the seed makes of the task: false findings. */
  readonly asSeeded: boolean;
}

export interface Planted {
  /** Words on chain; the latest one's seed is still closed. */
  readonly words: number;
  readonly seeds: readonly OpenSeed[];
  readonly answers: readonly PlantedAnswer[];
}

/**
 * Everything planted whose seed is open, found on the chain and made again from its task: anybody who
 * asks gets the same.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_NOT_FOUND while a file of a task is missing
 */
export async function showPlanted({ chain, blobs, network }: OpenNetwork): Promise<Planted> {
  const words = await readPlantWords(chain, network.fromBlock);
  const seeds = openSeeds(words);
  const found: PlantedAnswer[] = [];
  const last = seeds.length === 0 ? 0n : await taskCount(chain);
  for (let task = 1n; task <= last; task += 1n) {
    const key = { ...chain.domainOf('TaskManager'), taskId: task, round: 0 };
    for (const answer of await readAnswers(chain, { taskId: task })) {
      const { slot, minerId: member, worker, salt } = answer;
      const of = seeds.find(({ seed }) => plantedSalt(seed, { ...key, actor: worker }) === salt);
      if (of === undefined) continue;
      const { seed } = of;
      const asSeeded = await isAsSeeded({ chain, blobs }, { seed, taskId: task, answer });
      found.push({ ...{ task, slot, member, seed }, asSeeded });
    }
  }
  return { words: words.length, seeds, answers: found };
}

interface Of {
  readonly seed: Hex;
  readonly taskId: bigint;
  readonly answer: AnswerState;
}

/** The chain holds the hash of the sealed answer: made and sealed again it has to be the same. */
async function isAsSeeded(
  { chain, blobs }: Pick<OpenNetwork, 'chain' | 'blobs'>,
  { seed, taskId, answer: { worker, salt, contentHash } }: Of,
): Promise<boolean> {
  const { specHash } = await readTask(chain, { taskId });
  const task = await fetchTaskPackage(contentIdFromDigest(specHash), (id) => blobs.get(id));
  const answer = plantedAnswer({ seed, taskId, worker }, task);
  if (answer === null || salt === undefined) return false;
  return digestOf(contentIdOf(seal(canonicalBytes(answer), salt))) === contentHash;
}
