import { readAnswers } from '../chain/actions/readAnswers.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { logsSince } from '../chain/rangedLogs.ts';
import { readLogs } from '../chain/readLogs.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import type { Log } from '../core/service.ts';
import type { MinerLedger, Outcome } from './ledger.ts';
import type { Specialty } from './specialty.ts';
import { answerKey, type SubmissionComponents } from './submission.ts';

export interface OutcomeComponents extends SubmissionComponents {
  readonly ledger: MinerLedger;
  readonly log: Log;
}

type OutcomeFacts = Omit<OutcomeQuery, 'specialty'>;

/** Puts on record, once, what an ended task of this miner brought and what its transactions cost. */
export async function recordOutcome(
  components: OutcomeComponents,
  task: TaskState,
  facts: OutcomeFacts,
): Promise<void> {
  const { chain, journal, ledger, log, worker } = components;
  if (ledger.outcome(task.id) !== undefined) return;
  if (journal.find(answerKey(components, task.id)) === undefined) return;
  const specialty = ledger.attempts(task.id).at(-1)?.specialty ?? 'general';
  const fromBlock = task.beaconBlock ?? facts.fromBlock;
  const outcome = await readOutcome(chain, task, { ...facts, specialty, fromBlock });
  if (outcome === undefined) return;
  const query = { memberId: facts.memberId, worker, fromBlock: facts.fromBlock };
  for (const fee of await readFees(chain, task.id, query)) {
    ledger.spend({ ...fee, taskId: task.id, unit: 'gas-wei', at: facts.now });
  }
  ledger.saveOutcome(outcome);
  const { paid, bondLost } = outcome;
  log('outcome', { task: task.id.toString(), state: task.state, paid, bondLost });
}

interface OutcomeQuery {
  readonly memberId: number;
  readonly owner: Hex;
  readonly specialty: Specialty;
  /** Chain time, unix seconds. */
  readonly now: number;
  /** Block of the deployment: no event is older. */
  readonly fromBlock: number;
}

/**
 * What an ended task brought this miner, from the chain alone.
 *
 * @returns undefined when this miner has no answer in it
 */
async function readOutcome(
  chain: ChainClient,
  task: TaskState,
  { memberId, owner, specialty, now, fromBlock }: OutcomeQuery,
): Promise<Outcome | undefined> {
  const { id: taskId, state, reward, answerBond } = task;
  const kind = TASK_KINDS[task.kind];
  if (kind === undefined || (state !== 'settled' && state !== 'refunded')) return undefined;
  const mine = (await readAnswers(chain, { taskId })).find((one) => one.minerId === memberId);
  if (mine === undefined) return undefined;
  const credits = await readLogs(chain, {
    contract: 'RewardDistributor',
    event: 'Credited',
    indexed: [owner, taskId],
    fromBlock,
  });
  const paid = credits
    .filter(({ args }) => Number(args['role']) === MINER)
    .reduce((sum, { args }) => sum + BigInt(args['amount'] as string), 0n);
  return {
    taskId,
    kind,
    specialty,
    state,
    reward,
    paid,
    revealed: mine.revealed,
    bondLost: bondLost(task, mine, answerBond),
    at: now,
  };
}

/** What putting an answer on chain and opening it cost the worker; money in wei of gas. */
async function readFees(
  chain: ChainClient,
  taskId: bigint,
  { memberId, worker, fromBlock }: { memberId: number; worker: Hex; fromBlock: number },
): Promise<{ readonly id: string; readonly amount: bigint }[]> {
  const fees: { id: string; amount: bigint }[] = [];
  for (const event of ['AnswerCommitted', 'AnswerRevealed']) {
    const topics = chain.interfaces.TaskManager.encodeFilterTopics(event, [taskId, memberId]);
    const filter = { address: chain.addresses.taskManager, topics };
    for (const { transactionHash } of await logsSince(chain.provider, [filter], fromBlock)) {
      const receipt = await chain.provider.getTransactionReceipt(transactionHash);
      // Anyone may reveal: only what this key sent is its cost.
      if (receipt?.from.toLowerCase() !== worker.toLowerCase()) continue;
      fees.push({ id: transactionHash, amount: receipt.fee });
    }
  }
  return fees;
}

/** `role` of a credit that pays an answer. */
const MINER = 2;

/** As `_takeAnswer` of TaskPayouts: all of it unrevealed, half of it when disproved. */
function bondLost(
  { agreed, state }: TaskState,
  { revealed, slot }: { readonly revealed: boolean; readonly slot: number },
  bond: bigint,
): bigint {
  if (!revealed) return bond;
  if (state !== 'settled' || agreed === undefined) return 0n;
  return (agreed.faults >>> slot) & 1 ? bond / 2n : 0n;
}
