import { parseArgs } from 'node:util';
import { claimReward } from '../chain/actions/claimReward.ts';
import { collectEpoch } from '../chain/actions/collectEpoch.ts';
import { collectTask } from '../chain/actions/collectTask.ts';
import { readMember } from '../chain/actions/readMember.ts';
import { tokenBalance } from '../chain/actions/tokenBalance.ts';
import type { MemberRole } from '../chain/member.ts';
import { startLocalChain, type LocalChain, type Party } from '../chain/test/localChain.ts';
import type { Hex } from '../core/contentId.ts';
import { publicationFee } from '../core/economy/publicationFee.ts';
import { LANES, packLanes, unpackLanes } from '../core/lanes.ts';
import { weightedMedian } from '../core/median.ts';
import { settle } from '../core/payout.ts';
import { ALL_SLOTS } from '../core/settlementSlots.ts';
import { EPOCH_MOST } from './gas/gasTargets.ts';
import type { Cast } from './gas/measureOurs.ts';
import { epochTerms, runEpoch, type EpochRun, type EpochSize } from './gas/measureEpoch.ts';
import { report, say, type Findings } from './report.ts';
import { atMost, type Target } from './target.ts';

/**
 * One whole epoch through the client on a chain of its own, from publishing to the last claim:
 * medians as core counts them, every payee's balance as core divides, nothing left anywhere.
 */
const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
});
const SIZE: EpochSize =
  flags.quick === true
    ? { answers: 8, jurors: 7, tasks: 5, steps: 'one' }
    : { answers: 32, jurors: 21, tasks: 50, steps: 'one' };

/** State.Settled of the contracts. */
const SETTLED = 2n;

const chain = await startLocalChain();
const cast = await castOf(chain);
try {
  await report({ name: 'epoch', json: flags.json }, measure);
} finally {
  await chain.stop();
}

async function measure(): Promise<Findings> {
  const before = await balances();
  say(`judging ${SIZE.tasks} tasks of ${SIZE.answers} findings by ${SIZE.jurors} jurors`);
  const run = await runEpoch(cast, SIZE);
  const wrongMedians = await countWrongMedians(run);
  say('collecting and claiming');
  const wrong = await payAll(run, before);
  const held = await Promise.all([holding('taskManager'), holding('rewardDistributor')]);
  const none = (name: string, value: number, unit: string) =>
    atMost({ name, value, target: 0, unit });
  return {
    targets: [
      none('tasks whose medians differ from core', wrongMedians, 'tasks'),
      none('payees whose balance differs from core', wrong.length, 'payees'),
      none('left in escrow and credits', Number(held[0] + held[1]), 'wei'),
      none('stake left locked', Number(await lockedStake()), 'wei'),
      ...gasTarget(run.row.perTask),
    ],
    rows: [run.row],
    wrong,
  };
}

/** What is promised of an epoch of this size. */
function gasTarget(value: number): Target[] {
  const size = `${SIZE.answers}x${SIZE.jurors}x${SIZE.tasks}`;
  const target = EPOCH_MOST[size];
  return target === undefined
    ? []
    : [atMost({ name: `epoch ${size}`, value, target, unit: 'gas' })];
}

async function castOf(on: LocalChain): Promise<Cast> {
  const join = (role: MemberRole, count: number): Promise<Party[]> =>
    Promise.all(Array.from({ length: count }, () => on.join(role)));
  return {
    chain: on,
    publisher: await on.outsider(),
    miners: await join('miner', 1),
    peers: await join('peer', SIZE.jurors),
    autos: await join('auto', 1),
  };
}

/** Whoever is paid: the miner, the validator, every juror, the treasury, the publisher. */
function payees(): Hex[] {
  const owners = [...cast.miners, ...cast.autos, ...cast.peers].map(({ owner }) => owner);
  return [...owners, chain.addresses.treasury, cast.publisher.address ?? '0x'];
}

async function balances(): Promise<Map<Hex, bigint>> {
  const all = payees().map(
    async (address) => [address, await tokenBalance(chain.root, { address })] as const,
  );
  return new Map(await Promise.all(all));
}

function holding(contract: 'taskManager' | 'rewardDistributor'): Promise<bigint> {
  return tokenBalance(chain.root, { address: chain.addresses[contract] });
}

async function countWrongMedians({ taskIds, votes, weights }: EpochRun): Promise<number> {
  let wrongOnes = 0;
  for (const [k, taskId] of taskIds.entries()) {
    const { state, medians } = await readResult(taskId);
    const rows = votes.map(({ words }) => unpackLanes(words[k] ?? '0x0'));
    const expected = Array.from({ length: LANES }, (_, lane) =>
      lane < SIZE.answers
        ? weightedMedian(
            rows.map((row) => row[lane] ?? 0),
            weights,
          )
        : 0,
    );
    if (state !== SETTLED || packLanes(expected) !== medians) wrongOnes += 1;
  }
  return wrongOnes;
}

async function readResult(taskId: bigint): Promise<{ state: bigint; medians: Hex }> {
  const call = { contract: 'TaskReader', method: 'getTask', args: [taskId] } as const;
  return (await chain.root.read(call)) as { state: bigint; medians: Hex };
}

/** Collects and claims everything. @returns the payees whose balance is not what core says */
async function payAll(
  { epoch, taskIds, votes }: EpochRun,
  before: ReadonlyMap<Hex, bigint>,
): Promise<unknown[]> {
  for (const taskId of taskIds) await collectTask(chain.root, { taskId, slots: ALL_SLOTS });
  await collectEpoch(chain.root, { epoch, seats: votes.map((_, seat) => seat) });
  for (const to of payees()) await claimReward(chain.root, { to });
  const after = await balances();
  const due = owed();
  return payees().flatMap((payee) => {
    const got = (after.get(payee) ?? 0n) - (before.get(payee) ?? 0n);
    const expected = due.get(payee) ?? 0n;
    return got === expected ? [] : [{ payee, got: `${got}`, expected: `${expected}` }];
  });
}

/** wei by which each balance has to change over the whole run. */
function owed(): Map<Hex, bigint> {
  const { reward, split } = epochTerms(SIZE);
  const seats = cast.peers.map(() => true);
  const one = settle({ reward, split, points: [1], seats, attesters: 1 });
  const tasks = BigInt(SIZE.tasks);
  const ownersOf = (parties: readonly Party[]) => parties.map(({ owner }) => owner);
  return new Map<Hex, bigint>([
    ...ownersOf(cast.miners).map((owner) => [owner, tasks * (one.miners[0] ?? 0n)] as const),
    ...ownersOf(cast.autos).map((owner) => [owner, tasks * one.autoEach] as const),
    ...ownersOf(cast.peers).map((owner) => [owner, tasks * (one.peers[0] ?? 0n)] as const),
    [chain.addresses.treasury, tasks * one.treasury],
    // The fee stays in its vault until bonuses or the treasury take it.
    [cast.publisher.address ?? '0x', tasks * (one.refunded - reward - publicationFee(reward))],
  ]);
}

async function lockedStake(): Promise<bigint> {
  const members = [...cast.miners, ...cast.autos, ...cast.peers];
  const states = await Promise.all(
    members.map(({ memberId }) => readMember(chain.root, { memberId })),
  );
  return states.reduce((sum, state) => sum + state.locked, 0n);
}
