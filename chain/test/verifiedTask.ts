import { id } from 'ethers';
import { answerCommitHash } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { NO_SLOT, packLanes } from '../../core/lanes.ts';
import { commitAnswer } from '../actions/commitAnswer.ts';
import { fixBeacon } from '../actions/fixBeacon.ts';
import { publishTask } from '../actions/publishTask.ts';
import { readTask } from '../actions/readTask.ts';
import { revealAnswer } from '../actions/revealAnswer.ts';
import { submitReceipt } from '../actions/submitReceipt.ts';
import type { TaskTerms } from '../taskState.ts';
import { TERMS, type LocalChain, type Party } from './localChain.ts';

const hash = (text: string): Hex => id(text) as Hex;
/** Points an open item can earn. */
const CAP = 50;
const OPENING = { contentHash: hash('content'), salt: hash('salt') };

export interface VerifiedTask {
  /** Who answers; somebody new when absent. */
  readonly miner?: Party;
  /** Send the same receipt; exactly as many as there are automatic validators. */
  readonly autos: readonly Party[];
  readonly terms?: Partial<TaskTerms>;
  /** Answer slot of each item the receipt leaves open; one item of the first answer unless given. */
  readonly slots?: readonly number[];
  /** Done by others while answers are sealed, and again while they are opened. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** A task with one answer whose receipts agree and leave something to a panel that is not drawn yet. */
export async function verifiedTask(
  chain: LocalChain,
  { miner, autos, terms, slots = [0], meanwhile = () => Promise.resolve() }: VerifiedTask,
): Promise<bigint> {
  const { root } = chain;
  const [publisher, solver] = await Promise.all([chain.outsider(), miner ?? chain.join('miner')]);
  const attesters = autos.length;
  const { taskId } = await publishTask(publisher, { ...TERMS, attesters, ...terms });
  const { schedule } = await readTask(root, { taskId });
  await chain.warpTo(schedule.thinkEnd + 1);
  const sealed = { taskId, round: 0, miner: solver.worker, ...OPENING };
  const commit = answerCommitHash(root.domainOf('TaskManager'), sealed);
  await commitAnswer(solver.client, { taskId, commit });
  await meanwhile();
  await chain.warpTo(schedule.commitEnd + 1);
  await revealAnswer(root, { taskId, minerId: solver.memberId, ...OPENING });
  await meanwhile();
  await chain.warpTo(schedule.revealEnd + 1);
  await fixBeacon(root, { taskId });
  const laneCaps = packLanes(slots.map(() => CAP));
  const lanes = { laneSlots: packLanes(slots, NO_SLOT), laneCaps };
  const receipt = { root: hash('root'), proved: packLanes([100]), ...lanes, faults: 0 };
  for (const auto of autos) await submitReceipt(auto.client, { taskId, receipt });
  return taskId;
}
