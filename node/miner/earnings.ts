import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { ContractName } from '../../chain/artifacts.ts';
import { addressesByName } from '../../chain/addresses.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { logsSince } from '../../chain/rangedLogs.ts';
import { rpcUnreachable } from '../../chain/rpcUnreachable.ts';
import type { MinerLedger, Spent } from '../../miner/ledger.ts';
import { minerBalance, type MinerBalance } from '../../miner/minerBalance.ts';
import { TASK_KINDS } from '../../core/taskKind.ts';

/** One answered task in the ledger of earnings; money in wei. */
interface Earning {
  readonly task: string;
  readonly kind: string;
  /** `committed`: sealed; `revealed`: judged next; `final`: the verdict is paid or refunded. */
  readonly state: 'committed' | 'revealed' | 'final';
  readonly reward: bigint;
  readonly paid: bigint;
  /** Hash of the transaction that credited it; null until then. */
  readonly transaction: Hex | null;
  /** What the miner's own ledger says it took; null without one. */
  readonly spent: Spent | null;
}

export interface Earnings {
  readonly worker: Hex;
  readonly owner: Hex;
  /** wei credited and not claimed. */
  readonly owed: bigint;
  /** wei paid out to the owner so far, whatever it was for. */
  readonly claimed: bigint;
  readonly claims: readonly { readonly amount: bigint; readonly transaction: Hex }[];
  /** Newest first. */
  readonly tasks: readonly Earning[];
  /** Over all tasks, answered or not, and the current day (UTC); null without a ledger. */
  readonly balance: MinerBalance | null;
}

export interface EarningsOptions {
  readonly worker: Hex;
  readonly fromBlock: number;
  /** The miner's own, for what it spent. */
  readonly ledger?: MinerLedger;
  /** What a dollar counts, wei of the reward's token. */
  readonly weiPerUsd: bigint;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * What a miner earned, from the chain alone, and what it spent, from its ledger.
 *
 * @throws PoiwError E_NOT_FOUND, E_RPC_UNREACHABLE
 */
export async function minerEarnings(
  chain: ChainClient,
  { worker, fromBlock, ledger, ...rates }: EarningsOptions,
): Promise<Earnings> {
  const member = await readMemberByWorker(chain, { worker });
  if (member === undefined) {
    throw new PoiwError('E_NOT_FOUND', `worker ${worker} is not registered`, {
      hint: 'register it with the owner key: poiw stake --role miner',
    });
  }
  const { owner, id } = member;
  const find = (contract: ContractName, event: string, indexed: (bigint | string | null)[]) =>
    eventsOf(chain, { contract, event, indexed, fromBlock });
  const commits = await find('TaskManager', 'AnswerCommitted', [null, BigInt(id)]);
  const credits = await find('RewardDistributor', 'Credited', [owner, null]);
  const claims = await find('RewardDistributor', 'Claimed', [owner]);
  const tasks: Earning[] = [];
  for (const { args } of commits.reverse()) {
    const taskId = args.getValue('id') as bigint;
    const task = await readTask(chain, { taskId });
    const mine = (await readAnswers(chain, { taskId })).find(({ minerId }) => minerId === id);
    const paid = credits.filter(
      (one) => one.args.getValue('task') === taskId && one.args.getValue('role') === MINER,
    );
    tasks.push({
      task: taskId.toString(),
      kind: TASK_KINDS[task.kind] ?? `kind ${task.kind}`,
      state: task.state !== 'open' ? 'final' : mine?.revealed === true ? 'revealed' : 'committed',
      reward: task.reward,
      paid: paid.reduce((sum, one) => sum + (one.args.getValue('amount') as bigint), 0n),
      transaction: paid[0]?.transaction ?? null,
      spent: ledger?.spent({ taskId }) ?? null,
    });
  }
  const paidOut = claims.map(({ args, transaction }) => ({
    ...{ amount: args.getValue('amount') as bigint, transaction },
  }));
  return {
    ...{ worker, owner, tasks, claims: paidOut },
    owed: await readCredits(chain, { address: owner }),
    claimed: paidOut.reduce((sum, { amount }) => sum + amount, 0n),
    balance: ledger === undefined ? null : minerBalance(ledger, rates),
  };
}

/** `role` of a credit that pays an answer. */
const MINER = 2n;

interface EventQuery {
  readonly contract: ContractName;
  readonly event: string;
  readonly indexed: readonly (bigint | string | null)[];
  readonly fromBlock: number;
}

/** Events with the transaction they are in, oldest first. */
async function eventsOf(
  { provider, interfaces, addresses }: ChainClient,
  { contract, event, indexed, fromBlock }: EventQuery,
) {
  const topics = interfaces[contract].encodeFilterTopics(event, [...indexed]);
  const address = addressesByName(addresses)[contract];
  const logs = await logsSince(provider, [{ address, topics }], fromBlock).catch(
    (cause: unknown) => {
      throw rpcUnreachable(cause);
    },
  );
  return logs.flatMap((log) => {
    const parsed = interfaces[contract].parseLog(log);
    return parsed === null ? [] : [{ args: parsed.args, transaction: log.transactionHash as Hex }];
  });
}
