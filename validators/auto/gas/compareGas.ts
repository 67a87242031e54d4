import type { Hex } from '../../../core/contentId.ts';
import { PoiwError } from '../../../core/errors.ts';
import type { CallAction } from '../../../tasks/kinds/scenario.ts';
import { createChain } from '../evm/createChain.ts';
import { createBudget, failureOf, sendCall, sendCreation } from '../evm/deployScenario.ts';
import { encodeCall, type Names } from '../evm/encodeArguments.ts';
import { NOTHING, type TransactionResult } from '../evm/executeTransaction.ts';
import { createWorld } from '../evm/world.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { CompiledContract } from '../solidity/compilation.ts';
import { drawCalls, USERS } from './drawCalls.ts';
import type { GasRequest, GasResult } from './gasRequest.ts';

/** Views are compared after every so many calls. */
const OBSERVE_EVERY = 8;

/**
 * Compares a candidate with the original call by call, then meters both and the best known
 * solution on the fixed mix. Each contract lives on a chain of its own of the same world, so even
 * its address is the same and nothing has to be forgiven.
 *
 * @throws PoiwError E_TASK_INVALID when original or reference cannot do what the task says
 */
export async function compareGas(request: GasRequest): Promise<GasResult> {
  try {
    return await compareAll(request);
  } catch (thrown) {
    if (isUnfit(thrown)) throw broken(`calls of the hidden part do not fit: ${thrown.message}`);
    throw thrown;
  }
}

async function compareAll(request: GasRequest): Promise<GasResult> {
  const { original, candidate, best, hidden, seed } = request;
  const base = await deployed(request, original);
  if (typeof base === 'string') throw broken(`the original cannot be deployed: ${base}`);
  const answer = await deployed(request, candidate);
  if (typeof answer === 'string') return different(`the constructor fails: ${answer}`, 0);
  const fuzz = await compareCalls(base, answer, { hidden, calls: drawCalls(hidden.fuzz, seed) });
  if (fuzz.difference !== null) return different(fuzz.difference, fuzz.compared);

  const calls = hidden.mix.map(({ call }) => call);
  const metered = await deployed(request, original);
  const rival = await deployed(request, candidate);
  const reference = await deployed(request, best);
  if (typeof metered === 'string' || typeof rival === 'string' || typeof reference === 'string') {
    throw broken('the reference solution cannot be deployed');
  }
  const mix = await compareCalls(metered, rival, { hidden, calls });
  if (mix.difference !== null) return different(mix.difference, fuzz.compared + mix.compared);
  const again = await deployed(request, original);
  if (typeof again === 'string') throw broken(again);
  const gold = await compareCalls(again, reference, { hidden, calls });
  if (gold.difference !== null) throw broken(`the reference solution differs: ${gold.difference}`);
  return meteredResult(hidden, fuzz.compared, { mix: mix.gas, gold: gold.gas });
}

/** The same calls on two chains. Gas pairs are of the two contracts. */
interface Comparison {
  readonly difference: string | null;
  readonly compared: number;
  readonly gas: readonly (readonly [bigint, bigint])[];
}

async function compareCalls(
  left: Names,
  right: Names,
  { hidden, calls }: { hidden: GasRequest['hidden']; calls: readonly CallAction[] },
): Promise<Comparison> {
  const gas: [bigint, bigint][] = [];
  // A candidate that burns what it likes would hold up every validator and is no saving anyway.
  let allowance = BigInt(CHECK_LIMITS.attackGas);
  const most = BigInt(CHECK_LIMITS.attackCallGas);
  for (const [at, call] of calls.entries()) {
    const a = await sendCall(left, call, BigInt(CHECK_LIMITS.setupCallGas));
    allowance += 2n * a.gas;
    const b = await sendOrFail(right, call, allowance < most ? allowance : most);
    allowance -= b.gas;
    const shown = `call ${at + 1}, ${showCall(call)}`;
    const difference = transactionDifference(a, b);
    if (difference !== undefined)
      return { difference: `${shown}: ${difference}`, compared: at, gas };
    gas.push([a.executionGas, b.executionGas]);
    if ((at + 1) % OBSERVE_EVERY === 0 || at === calls.length - 1) {
      const view = await viewDifference(left, right, hidden.observe);
      if (view !== undefined) return { difference: `after ${shown}: ${view}`, compared: at, gas };
    }
  }
  return { difference: null, compared: calls.length, gas };
}

/** Arguments may be read from the contract: one that no longer answers makes its call fail. */
async function sendOrFail(names: Names, call: CallAction, gas: bigint): Promise<TransactionResult> {
  try {
    return await sendCall(names, call, gas);
  } catch (thrown) {
    if (!isUnfit(thrown)) throw thrown;
    return { ...NOTHING, failure: thrown.message };
  }
}

function isUnfit(thrown: unknown): thrown is PoiwError {
  return thrown instanceof PoiwError && thrown.code === 'E_SCHEMA';
}

function transactionDifference(a: TransactionResult, b: TransactionResult): string | undefined {
  if (a.ok !== b.ok) {
    return a.ok
      ? `succeeds in the original, fails in the answer (${failureOf(b)})`
      : `fails in the original (${failureOf(a)}), succeeds in the answer`;
  }
  if (a.returnData !== b.returnData) {
    return a.ok ? 'returns something else' : `fails with other data (${failureOf(b)})`;
  }
  return JSON.stringify(a.logs) === JSON.stringify(b.logs) ? undefined : 'emits other events';
}

async function viewDifference(
  left: Names,
  right: Names,
  observe: GasRequest['hidden']['observe'],
): Promise<string | undefined> {
  const allowed = BigInt(CHECK_LIMITS.readGas);
  left.chain.reads.gasLeft = allowed;
  const expected: (Hex | undefined)[] = [];
  for (const { fn, args } of observe) expected.push(await view(left, fn, args));
  const used = allowed - left.chain.reads.gasLeft;
  if (used >= allowed) throw broken('reading the views of the original takes too much gas');
  right.chain.reads.gasLeft = 2n * used + BigInt(CHECK_LIMITS.readCallGas);
  for (const [at, { fn, args }] of observe.entries()) {
    if ((await view(right, fn, args)) !== expected[at]) {
      return `${fn} of ${JSON.stringify(args)} differs`;
    }
  }
  return undefined;
}

async function view(names: Names, fn: string, args: GasRequest['constructorArgs']) {
  const subject = names.addresses.get('subject') ?? '0x';
  return names.chain.read(subject, await encodeCall(names, fn, args));
}

function meteredResult(
  hidden: GasRequest['hidden'],
  compared: number,
  { mix, gold }: { mix: Comparison['gas']; gold: Comparison['gas'] },
): GasResult {
  const rows = hidden.mix.map(({ weight }, at) => {
    const [base = 0n, answer = 0n] = mix[at] ?? [];
    return { weight: BigInt(weight), base, answer, best: gold[at]?.[1] ?? 0n };
  });
  const total = (of: 'base' | 'answer' | 'best') =>
    rows.reduce((sum, row) => sum + row.weight * row[of], 0n).toString();
  return {
    difference: null,
    compared,
    gasBase: total('base'),
    gasAnswer: total('answer'),
    gasBest: total('best'),
    perCall: rows.map(({ base, answer, best }) => [Number(base), Number(answer), Number(best)]),
  };
}

function different(difference: string, compared: number): GasResult {
  return {
    difference: difference.slice(0, 300),
    compared,
    gasBase: '0',
    gasAnswer: '0',
    gasBest: '0',
    perCall: [],
  };
}

/** A contract on a fresh chain, or why its constructor failed. */
async function deployed(
  { compiler, constructorArgs, seed }: GasRequest,
  contract: CompiledContract,
): Promise<Names | string> {
  // Who calls and when comes from the beacon, so no contract can know that it is being metered;
  // amounts are as written, so the gas is the same for every beacon.
  const world = { ...createWorld(seed, 0), scale: 1000n };
  const chain = await createChain(world, compiler.evmVersion);
  const addresses = new Map(USERS.map((user) => [user, world.addressOf(user)]));
  for (const user of USERS) await chain.fund(world.addressOf(user), 10n ** 24n);
  const names = { chain, addresses };
  const budget = createBudget(CHECK_LIMITS.setupGas, CHECK_LIMITS.setupCallGas);
  const result = await sendCreation(names, contract, {
    from: '$user0',
    args: constructorArgs,
    value: '0',
    gasLimit: budget.next(),
  });
  if (result.created === null) return failureOf(result);
  addresses.set('subject', result.created);
  return names;
}

function showCall({ from, fn, args }: CallAction): string {
  return `${fn} with ${JSON.stringify(args)} from ${from}`.slice(0, 200);
}

function broken(what: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', what);
}
