import { chainTime } from '../../chain/actions/chainTime.ts';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState } from '../../chain/taskState.ts';
import { contentIdFromDigest, type Hex } from '../../core/contentId.ts';
import { asPoiwError, PoiwError } from '../../core/errors.ts';
import type { PromiseRecord } from '../../core/journal.ts';
import { hashNumber } from '../../core/judging/judgingOrder.ts';
import { plantedSalt } from '../../core/judging/plantedSalt.ts';
import { PLANT_WORDS, plantWord } from '../../core/judging/plantWord.ts';
import { PPM } from '../../core/judging/units.ts';
import { phaseAt } from '../../core/phase.ts';
import { kindNumber } from '../../core/taskKind.ts';
import { keepPromise, type KeepComponents } from '../../miner/keepPromise.ts';
import { answerKey, prepareAnswer } from '../../miner/submission.ts';
import type { Stage } from '../../miner/taskBoard.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import { plantedAnswer } from './plantedAnswer.ts';
import { postPlantWord, readPlantWords } from './plantWords.ts';

export interface PlantComponents {
  /** Client of the key that holds the role `EPOCHS`. */
  readonly poster: ChainClient;
  /** What the words are made of; 32 bytes. */
  readonly secret: Hex;
  /** The account that answers: a miner like any other. */
  readonly planter: KeepComponents;
  readonly fromBlock: number;
  /** Part of the tasks that get a planted answer, ppm. */
  readonly share: number;
}

type PlantStage = Stage | 'over';

export interface PlantPass {
  /** Number of the word whose seed is planted with now. */
  readonly word: number;
  /** Whether this pass opened the seed before. */
  readonly opened: boolean;
  /** Tasks with an answer of this seed, and where each stands. */
  readonly tasks: readonly { readonly task: bigint; readonly stage: PlantStage }[];
}

/**
 * Does what is due now, and nothing twice: posts the first word, opens the seed once every task it was
 * planted in is over, plants in open tasks, keeps promises made before. Nothing new is planted from
 * the moment the first planted task takes no more answers until the seed is open: it would never be.
 *
 * @throws PoiwError E_PROTECTION when the words on chain are another secret's, E_CHAIN_REJECTED,
 * E_RPC_UNREACHABLE; what fails about one task is logged and tried again by the next pass
 */
export async function plantPass(of: PlantComponents): Promise<PlantPass> {
  const posted = await ownWords(of);
  const before = Math.max(1, posted);
  if (posted === 0) await post(of, 1);
  const planted = await plantedTasks(of, before);
  const { timestamp: now } = await chainTime(of.poster);
  const opened = planted.length > 0 && planted.every((task) => isOver(task, now));
  if (opened) await post(of, before + 1);
  const word = opened ? before + 1 : before;
  const old = opened ? [] : planted;
  const mayPlant = old.every(({ schedule }) => now <= schedule.commitEnd);
  const tasks: { task: bigint; stage: PlantStage }[] = [];
  for (let id = 1n, last = await taskCount(of.poster); id <= last; id += 1n) {
    const stage = await tend(of, id, { seed: seedOf(of, word), now, mayPlant }).catch(
      (thrown: unknown) => {
        const { code, message } = asPoiwError(thrown);
        of.planter.log('task-failed', { task: id.toString(), code, message });
      },
    );
    if (stage !== undefined) tasks.push({ task: id, stage });
  }
  return { word, opened, tasks };
}

/** Plants in a task, or keeps the promise about it; undefined where there is none. */
async function tend(of: PlantComponents, taskId: bigint, at: At): Promise<PlantStage | undefined> {
  const task = await readTask(of.poster, { taskId });
  const record = await promiseOf(of, task, at);
  if (record === undefined) return undefined;
  return task.state === 'open' ? keepPromise(of.planter, task, { record, now: at.now }) : 'over';
}

/** Whether nothing that jurors do can depend on the seed any more. */
function isOver({ state, schedule, ballot }: TaskState, now: number): boolean {
  return state !== 'open' && now > (ballot?.revealEnd ?? schedule.voteRevealEnd);
}

/** The seed planted with while a word is the latest. */
function seedOf({ secret }: PlantComponents, word: number): Hex {
  return plantWord(secret, word + 1);
}

async function post({ poster, secret }: PlantComponents, number: number): Promise<void> {
  await postPlantWord(poster, { number, word: plantWord(secret, number) });
}

/** How many words are on chain; all have to be this secret's. */
async function ownWords({ poster, secret, fromBlock }: PlantComponents): Promise<number> {
  const words = await readPlantWords(poster, fromBlock);
  const last = words.at(-1);
  if (words.length >= PLANT_WORDS || (last && last.word !== plantWord(secret, words.length))) {
    throw new PoiwError('E_PROTECTION', 'the words on chain were not made of this key', {
      hint: 'one key posts all words: use the one that began',
      details: { words: words.length },
    });
  }
  return words.length;
}

function isOf({ planter }: PlantComponents, taskId: bigint, record: PromiseRecord, seed: Hex) {
  return record.salt === plantedSalt(seed, answerKey(planter, taskId));
}

/** Tasks that this journal has an answer of a word's seed for. */
async function plantedTasks(of: PlantComponents, word: number): Promise<readonly TaskState[]> {
  const { journal } = of.planter;
  const tasks: TaskState[] = [];
  for (let id = 1n, last = await taskCount(of.poster); id <= last; id += 1n) {
    const record = journal.find(answerKey(of.planter, id));
    if (record === undefined || !isOf(of, id, record, seedOf(of, word))) continue;
    tasks.push(await readTask(of.poster, { taskId: id }));
  }
  return tasks;
}

interface At {
  readonly seed: Hex;
  readonly now: number;
  readonly mayPlant: boolean;
}

/** The planted answer on record for a task; made now where it is due, or where the journal lost it. */
async function promiseOf(
  of: PlantComponents,
  task: TaskState,
  { seed, now, mayPlant }: At,
): Promise<PromiseRecord | undefined> {
  const { planter } = of;
  const known = planter.journal.find(answerKey(planter, task.id));
  if (known !== undefined) return isOf(of, task.id, known, seed) ? known : undefined;
  if (task.state !== 'open' || task.kind !== kindNumber('audit') || task.panelSize === 0) return;
  const answers = await readAnswers(of.poster, { taskId: task.id });
  const isMine = answers.some(({ minerId }) => minerId === planter.memberId);
  const phase = phaseAt(task.schedule, now);
  const isTaking = phase === 'thinking' || phase === 'committing';
  const isFree = answers.length < task.maxAnswers && isDrawn(seed, task.id, of.share);
  if (!isMine && !(mayPlant && isTaking && isFree)) return undefined;
  const { blobs, worker } = planter;
  const spec = contentIdFromDigest(task.specHash);
  const content = await fetchTaskPackage(spec, (id) => blobs.get(id));
  const answer = plantedAnswer({ seed, taskId: task.id, worker }, content);
  const salt = plantedSalt(seed, answerKey(planter, task.id));
  return answer === null ? undefined : prepareAnswer(planter, task.id, answer, salt);
}

function isDrawn(seed: Hex, taskId: bigint, share: number): boolean {
  return hashNumber(`${seed}|${taskId}`) % PPM < share;
}
