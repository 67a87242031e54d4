import type { Hex } from '../../../core/contentId.ts';
import { asPoiwError, PoiwError } from '../../../core/errors.ts';
import type { Poc } from '../../../tasks/kinds/audit.ts';
import type { CallAction, InvariantProbe } from '../../../tasks/kinds/scenario.ts';
import { createLru } from '../createLru.ts';
import { hashOf } from '../hashOf.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { CompiledContract, CompileResult } from '../solidity/compilation.ts';
import {
  createBudget,
  deployScenario,
  type Deployed,
  failureOf,
  sendCall,
  sendCreation,
  transactionOf,
} from './deployScenario.ts';
import { ATTACKERS, POC, POC_FILE } from './attackNames.ts';
import type { Chain } from './createChain.ts';
import { readProbe, type Names } from './encodeArguments.ts';
import type { Log, Transaction, TransactionResult } from './executeTransaction.ts';
import { measureHoldings } from './measureHoldings.ts';
import {
  NOT_RUN,
  type SimulatedCall,
  type SimulateJob,
  type SimulateResult,
} from './simulation.ts';
import { createWorld, type World } from './world.ts';

/** Scenarios set up per thread: all attacks of one task in one world start from a copy. */
const prepared = createLru<Prepared>(40);

const worlds = createLru<World>(40);

interface Prepared extends Deployed {
  readonly root: Hex;
}

/**
 * Runs in a worker; see simulate.
 *
 * @param makeChain another engine to run it on; the in-process one where absent
 */
export async function simulateScenario(
  job: SimulateJob,
  makeChain?: (world: World, hardfork: string) => Promise<Chain>,
): Promise<SimulateResult> {
  const { poc = null, attack } = job;
  const base = { ...NOT_RUN, solc: job.target.version };
  if (poc !== null && attack !== null && attackContract(poc, attack) === undefined) {
    const refused =
      poc.contract === undefined
        ? 'the source has not exactly one contract: name the one to deploy'
        : `the source has no contract ${poc.contract}`;
    return { ...base, refused };
  }
  let ready: Prepared;
  try {
    ready = await (makeChain === undefined ? prepare(job) : deploy(job, makeChain));
  } catch (thrown) {
    const { code, message } = asPoiwError(thrown);
    if (code !== 'E_TASK_INVALID') throw thrown;
    return { ...base, setupFailure: message };
  }
  return { ...base, setupGas: ready.setupGas, ...(await runIn(ready, job)) };
}

/** The contract named, or the only one the source has that can be deployed. */
function attackContract(poc: Poc, { contracts }: CompileResult): CompiledContract | undefined {
  if (poc.contract !== undefined) return contracts[`${POC_FILE}:${poc.contract}`];
  const deployable = Object.values(contracts).filter(({ bytecode }) => bytecode !== '');
  return deployable.length === 1 ? deployable[0] : undefined;
}

async function prepare(job: SimulateJob): Promise<Prepared> {
  const { target, compiler, scenario, seed, world } = job;
  const { contracts } = target;
  const key = hashOf({ contracts, compiler, scenario, seed, world });
  let ready = prepared.get(key);
  if (ready === undefined) {
    ready = await deploy(job);
    prepared.set(key, ready);
  }
  const { names } = ready;
  return { ...ready, names: { ...names, chain: await names.chain.fork() } };
}

async function deploy(
  { target: { contracts }, compiler, scenario, seed, world }: SimulateJob,
  makeChain?: (world: World, hardfork: string) => Promise<Chain>,
): Promise<Prepared> {
  const setup = { world: worldOf(seed, world), compiler, scenario, contracts };
  const deployed = await deployScenario(makeChain === undefined ? setup : { ...setup, makeChain });
  return { ...deployed, root: await deployed.names.chain.stateRoot() };
}

/** The same world for the original and every patched twin: its keys are derived once. */
function worldOf(seed: Hex, index: number): World {
  const key = `${seed} ${index}`;
  const known = worlds.get(key) ?? createWorld(seed, index);
  worlds.set(key, known);
  return known;
}

async function runIn(
  { names, pending, root }: Prepared,
  { poc = null, attack, calls = [], probes = [], assets = [] }: SimulateJob,
) {
  const before = await readProbes(names, probes);
  const run: Run = {
    calls: [],
    logs: [],
    owned: new Set(ATTACKERS.map((name) => names.chain.world.addressOf(name))),
    pending: new Map(pending),
    attack: createBudget(CHECK_LIMITS.attackGas, CHECK_LIMITS.attackCallGas),
    benign: createBudget(CHECK_LIMITS.setupGas, CHECK_LIMITS.setupCallGas),
  };
  const held = await measureHoldings(names, assets, run.owned);
  const known = poc === null ? names : await runAttack(names, { poc, attack, run });
  for (const id of pending.keys()) await include(run, names, id);
  for (const call of calls) {
    await note(run, 'call', () => sendCall(known, call, run.benign.next()));
  }
  return {
    calls: run.calls,
    before,
    after: await readProbes(known, probes),
    holdings: { before: held, after: await measureHoldings(names, assets, run.owned) },
    logsHash: hashOf(run.logs),
    rootBefore: root,
    stateRoot: await names.chain.stateRoot(),
  };
}

interface Run {
  readonly calls: SimulatedCall[];
  readonly logs: Log[];
  /** Addresses the attacker has the say over: his accounts and what they created. */
  readonly owned: Set<Hex>;
  /** Transactions that wait for a block. */
  readonly pending: Map<string, Omit<Transaction, 'gasLimit'>>;
  readonly attack: ReturnType<typeof createBudget>;
  readonly benign: ReturnType<typeof createBudget>;
}

async function runAttack(
  names: Names,
  { poc, attack, run }: { poc: Poc; attack: CompileResult | null; run: Run },
): Promise<Names> {
  let known = names;
  const contract = attack === null ? undefined : attackContract(poc, attack);
  if (contract !== undefined) {
    const result = await note(run, 'deploy', () =>
      sendCreation(names, contract, {
        from: '$attacker',
        args: poc.constructorArgs,
        value: poc.constructorValue,
        gasLimit: run.attack.next(),
      }),
    );
    const created = result?.created ?? null;
    if (created !== null) {
      known = { ...names, addresses: new Map([...names.addresses, [POC, created]]) };
    }
  }
  for (const call of poc.calls) {
    if ('include' in call) await include(run, names, call.include);
    else await note(run, 'attack', () => sendCall(known, call, run.attack.next()));
  }
  return known;
}

/** Puts a pending transaction into a block, unless it is in one already. */
async function include(run: Run, { chain }: Names, id: string): Promise<void> {
  const transaction = run.pending.get(id);
  if (transaction === undefined) return;
  run.pending.delete(id);
  await note(run, 'pending', () => chain.send({ ...transaction, gasLimit: run.benign.next() }));
}

/** Sends and writes down; what never became a transaction is a failed call, not an error. */
async function note(
  run: Run,
  part: SimulatedCall['part'],
  send: () => Promise<TransactionResult>,
): Promise<TransactionResult | undefined> {
  let result: TransactionResult;
  try {
    result = await send();
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_SCHEMA') throw thrown;
    run.calls.push({ part, ok: false, gas: 0, revert: thrown.message, returnData: '0x' });
    return undefined;
  }
  (part === 'call' || part === 'pending' ? run.benign : run.attack).spend(result.gas);
  for (const { creator, created } of result.creations) {
    if (run.owned.has(creator)) run.owned.add(created);
  }
  run.logs.push(...result.logs);
  run.calls.push({
    part,
    ok: result.ok,
    gas: Number(result.gas),
    revert: result.ok ? null : failureOf(result),
    // A creation returns the code itself: nothing to learn from it.
    returnData:
      part === 'deploy'
        ? '0x'
        : (result.returnData.slice(0, 2 + 2 * CHECK_LIMITS.returnBytes) as Hex),
  });
  return result;
}

async function readProbes(
  names: Names,
  probes: readonly InvariantProbe[],
): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  for (const probe of probes) {
    const value =
      typeof probe === 'object' && 'works' in probe
        ? await tryCall(names, probe.works)
        : await readProbe(names, probe);
    values.push(value?.toString() ?? null);
  }
  return values;
}

/** Whether a call would succeed now: it is made on a copy of the chain. 1 or 0. */
async function tryCall(names: Names, call: CallAction): Promise<bigint> {
  const { reads } = names.chain;
  const most = BigInt(CHECK_LIMITS.readCallGas);
  try {
    const gasLimit = reads.gasLeft < most ? reads.gasLeft : most;
    const transaction = { ...(await transactionOf(names, call)), gasLimit };
    const { ok, gas } = await names.chain.attempt(transaction);
    reads.gasLeft -= gas;
    return ok ? 1n : 0n;
  } catch (thrown) {
    if (thrown instanceof PoiwError && thrown.code === 'E_SCHEMA') return 0n;
    throw thrown;
  }
}
