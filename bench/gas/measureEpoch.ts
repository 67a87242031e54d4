import { id as keccakOf } from 'ethers';
import { commitAnswer } from '../../chain/actions/commitAnswer.ts';
import { commitEpoch } from '../../chain/actions/commitEpoch.ts';
import { drawEpoch } from '../../chain/actions/drawEpoch.ts';
import { fixBeacon } from '../../chain/actions/fixBeacon.ts';
import { openEpoch } from '../../chain/actions/openEpoch.ts';
import { publishTask } from '../../chain/actions/publishTask.ts';
import { readEpoch } from '../../chain/actions/readEpoch.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { revealAnswer } from '../../chain/actions/revealAnswer.ts';
import { revealEpoch } from '../../chain/actions/revealEpoch.ts';
import { settleEpoch } from '../../chain/actions/settleEpoch.ts';
import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import type { MinedTransaction } from '../../chain/chainClient.ts';
import type { TaskTerms } from '../../chain/taskState.ts';
import { TERMS, type LocalChain, type Party } from '../../chain/test/localChain.ts';
import { answerCommitHash, epochCommitHash } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { NO_SLOT, packLanes } from '../../core/lanes.ts';
import { scoreOf, type Cast } from './measureOurs.ts';

/** Gas of judging one task of an epoch, by step: all transactions of the step over the tasks. */
export interface EpochRow {
  /** Lanes judged in each task. */
  readonly answers: number;
  readonly jurors: number;
  readonly tasks: number;
  /** Whether votes are opened by the transaction that settles, or by one before it. */
  readonly steps: 'one' | 'two';
  /** Opening and drawing. */
  readonly open: number;
  readonly commits: number;
  /** One relayer's transaction for all jurors; zero in one step. */
  readonly reveals: number;
  /** In one step: with all openings. */
  readonly settle: number;
  /** The sum of these. */
  readonly perTask: number;
}

export interface EpochSize {
  readonly answers: number;
  readonly jurors: number;
  readonly tasks: number;
  readonly steps: 'one' | 'two';
}

/**
 * One epoch on the real contracts. Its gas depends on the lanes, not on how many answers they
 * belong to, so one answer a task carries them.
 */
export async function measureEpoch(cast: Cast, size: EpochSize): Promise<EpochRow> {
  return (await runEpoch(cast, size)).row;
}

export interface EpochRun {
  readonly row: EpochRow;
  readonly epoch: number;
  readonly taskIds: readonly bigint[];
  /** In seat order; every juror judges every lane. */
  readonly votes: readonly { readonly jurorId: number; readonly words: readonly Hex[] }[];
  /** Of the seats. */
  readonly weights: readonly number[];
}

/** {@link measureEpoch}, and what it was that was judged. */
export async function runEpoch(cast: Cast, size: EpochSize): Promise<EpochRun> {
  const { chain } = cast;
  const taskIds = await verifiedTasks(cast, size);
  const opened = await openEpoch(chain.root, { taskIds });
  const { epoch } = opened;
  await chain.rpc('anvil_mine', ['0x2']);
  const drawn = await drawEpoch(chain.root, { epoch });
  const { panel } = await readEpoch(chain.root, { epoch });
  if (panel === undefined) throw new Error('nobody was drawn');
  const votes = panel.ids.map((memberId) => voteOf(memberId, size));
  const domain = chain.root.domainOf('VoteModule');
  const commits = await Promise.all(
    votes.map((vote) => {
      const peer = cast.peers.find(({ memberId }) => memberId === vote.jurorId);
      if (peer === undefined) throw new Error(`juror ${vote.jurorId} is nobody of ours`);
      const commit = epochCommitHash(domain, { epoch, juror: peer.worker, ...vote });
      return commitEpoch(peer.client, { epoch, commit });
    }),
  );
  await chain.warpTo(panel.commitEnd + 1);
  const revealed = size.steps === 'two' ? [await revealEpoch(chain.root, { epoch, votes })] : [];
  const settled = await settleEpoch(chain.root, { epoch, votes });
  const per = (list: readonly MinedTransaction[]) =>
    Math.round(list.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0) / size.tasks);
  const row = {
    ...size,
    open: per([opened, drawn]),
    commits: per(commits),
    reveals: per(revealed),
    settle: per([settled]),
    perTask: per([opened, drawn, ...commits, ...revealed, settled]),
  };
  return { row, epoch, taskIds, votes, weights: panel.weights };
}

export function epochTerms({ jurors }: EpochSize): TaskTerms {
  // One miner answers all of them.
  const answerBond = TERMS.answerBond / 100n;
  return { ...TERMS, panelSize: jurors, attesters: 1, lane: 'epoch', answerBond };
}

/** Published, answered and verified side by side, phase by phase. */
async function verifiedTasks(cast: Cast, size: EpochSize): Promise<bigint[]> {
  const { chain, publisher } = cast;
  const [miner] = cast.miners;
  const [auto] = cast.autos;
  if (miner === undefined || auto === undefined) throw new Error('the cast is empty');
  const terms = epochTerms(size);
  const taskIds: bigint[] = [];
  for (let i = 0; i < size.tasks; i += 1) {
    taskIds.push((await publishTask(publisher, terms)).taskId);
  }
  const each = (send: (taskId: bigint) => Promise<unknown>) => Promise.all(taskIds.map(send));
  const ends = await Promise.all(
    taskIds.map(async (taskId) => (await readTask(publisher, { taskId })).schedule),
  );
  const latest = (name: 'thinkEnd' | 'commitEnd' | 'revealEnd') =>
    Math.max(...ends.map((schedule) => schedule[name])) + 1;
  await chain.warpTo(latest('thinkEnd'));
  await each((taskId) =>
    commitAnswer(miner.client, { taskId, commit: answerOf(cast, miner, taskId) }),
  );
  await chain.warpTo(latest('commitEnd'));
  const { contentHash, salt } = OPENING;
  await each((taskId) =>
    revealAnswer(miner.client, { taskId, minerId: miner.memberId, contentHash, salt }),
  );
  await chain.rpc('anvil_mine', ['0x2']);
  await each((taskId) => fixBeaconOf(chain, taskId));
  await chain.warpTo(latest('revealEnd') + TERMS.windows.verify / 2);
  const lanes = Array.from({ length: size.answers }, () => 0);
  const receipt = {
    root: hash('receipt'),
    proved: packLanes([100]),
    laneSlots: packLanes(lanes, NO_SLOT),
    laneCaps: packLanes(lanes.map(() => 150)),
    faults: 0,
  };
  await each((taskId) => submitReceipt(auto.client, { taskId, receipt }));
  return taskIds;
}

/** On a busy machine the armed block can be forgotten before its turn comes: another is armed then. */
async function fixBeaconOf(chain: LocalChain, taskId: bigint): Promise<void> {
  do await fixBeacon(chain.root, { taskId });
  while ((await readTask(chain.root, { taskId })).beacon === undefined);
}

const hash = (text: string): Hex => keccakOf(text) as Hex;
const OPENING = { contentHash: hash('content'), salt: hash('salt') };

function answerOf({ publisher }: Cast, miner: Party, taskId: bigint): Hex {
  const sealed = { taskId, round: 0, miner: miner.worker, ...OPENING };
  return answerCommitHash(publisher.domainOf('TaskManager'), sealed);
}

function voteOf(memberId: number, { answers, tasks }: EpochSize) {
  const words = Array.from({ length: tasks }, (_, task) =>
    packLanes(Array.from({ length: answers }, (_, lane) => scoreOf(memberId + task, lane))),
  );
  const rationaleHash = hash(`rationale ${memberId}`);
  return { jurorId: memberId, words, rationaleHash, salt: hash(`vote salt ${memberId}`) };
}
