import { ConstructorFragment, SigningKey, type ParamType } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { messageOf, PoiwError } from '../../../core/errors.ts';
import type {
  Argument,
  CallAction,
  CompilerSettings,
  Scenario,
} from '../../../tasks/kinds/scenario.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { CompiledContract } from '../solidity/compilation.ts';
import { ATTACKERS, POC } from './attackNames.ts';
import { createChain, type Chain } from './createChain.ts';
import { NOTHING, type Transaction, type TransactionResult } from './executeTransaction.ts';
import { decodeRevert } from './decodeRevert.ts';
import {
  addressOf,
  encodeArguments,
  encodeCall,
  readProbe,
  type Names,
} from './encodeArguments.ts';
import { amountIn, type World } from './world.ts';

export interface Setup {
  readonly world: World;
  readonly compiler: CompilerSettings;
  readonly scenario: Scenario;
  /** By `path.sol:Contract`. */
  readonly contracts: Readonly<Record<string, CompiledContract>>;
  /** Makes the chain; the in-process one where absent. */
  readonly makeChain?: (world: World, hardfork: string) => Promise<Chain>;
}

/** A scenario that is set up. */
export interface Deployed {
  readonly names: Names;
  /** Transactions that wait for a block, as they were signed after the set-up. */
  readonly pending: ReadonlyMap<string, Omit<Transaction, 'gasLimit'>>;
  readonly setupGas: number;
}

/**
 * A chain on which the scenario's actors are funded and its steps done.
 *
 * @throws PoiwError E_TASK_INVALID when a step cannot be done: a scenario must work in every world
 */
export async function deployScenario(setup: Setup): Promise<Deployed> {
  const { world, compiler, scenario, contracts, makeChain = createChain } = setup;
  const chain = await makeChain(world, scenario.hardfork ?? compiler.evmVersion);
  const addresses = new Map<string, Hex>();
  for (const actor of [...ATTACKERS, ...scenario.actors.map(({ name }) => name)]) {
    if (addresses.has(actor) || actor === POC) throw broken(`the name ${actor} is taken`);
    addresses.set(actor, world.addressOf(actor));
  }
  await chain.fund(world.addressOf('attacker'), amountIn(world, scenario.attackerEth));
  for (const { name, eth } of scenario.actors) {
    await chain.fund(world.addressOf(name), amountIn(world, eth));
  }
  const signatures = new Map<string, Hex>();
  const names = { chain, addresses, signatures };
  const budget = createBudget(CHECK_LIMITS.setupGas, CHECK_LIMITS.setupCallGas);
  let setupGas = 0;
  for (const [at, step] of scenario.steps.entries()) {
    try {
      const means = { contracts, addresses, signatures, gasLimit: budget.next() };
      const result = await doStep(names, step, means);
      budget.spend(result.gas);
      setupGas += Number(result.gas);
    } catch (thrown) {
      throw broken(`step ${at + 1}: ${messageOf(thrown)}`);
    }
  }
  return { names, pending: await signPending(names, scenario.pending ?? []), setupGas };
}

async function signPending(names: Names, transactions: NonNullable<Scenario['pending']>) {
  const pending = new Map<string, Omit<Transaction, 'gasLimit'>>();
  for (const { id, ...call } of transactions) {
    try {
      pending.set(id, await transactionOf(names, call));
    } catch (thrown) {
      throw broken(`pending ${id}: ${messageOf(thrown)}`);
    }
  }
  return pending;
}

async function doStep(
  names: Names,
  step: Scenario['steps'][number],
  { contracts, addresses, signatures, gasLimit }: Means,
): Promise<TransactionResult> {
  if ('sign' in step) {
    if (signatures.has(step.sign)) throw unfit(`the signature ${step.sign} is taken`);
    signatures.set(step.sign, await signDigest(names, step));
    return { ...NOTHING, ok: true, failure: null };
  }
  if (!('deploy' in step)) return expectOk(await sendCall(names, step, gasLimit));
  if (addresses.has(step.deploy) || step.deploy === POC) {
    throw unfit(`the name ${step.deploy} is taken`);
  }
  const contract = contracts[step.contract];
  if (contract === undefined) throw unfit(`there is no contract ${step.contract}`);
  const { from, args, value } = step;
  const result = expectOk(await sendCreation(names, contract, { from, args, value, gasLimit }));
  if (result.created === null) throw unfit(`${step.contract} was not created`);
  addresses.set(step.deploy, result.created);
  return result;
}

interface Means extends Pick<Setup, 'contracts'> {
  readonly addresses: Map<string, Hex>;
  readonly signatures: Map<string, Hex>;
  readonly gasLimit: bigint;
}

async function signDigest(
  names: Names,
  { by, digest }: Extract<Scenario['steps'][number], { sign: string }>,
): Promise<Hex> {
  const { key } = names.chain.world.actor(actorOf(names, by));
  const data = await encodeCall(names, digest.fn, digest.args ?? []);
  const word = await names.chain.read(addressOf(names, digest.read), data);
  if (word?.length !== 66) throw unfit('the digest to sign could not be read');
  return new SigningKey(key).sign(word).serialized as Hex;
}

/** Gas shared by several calls, with a cap for each. */
export function createBudget(total: number, perCall: number) {
  let left = BigInt(total);
  const most = BigInt(perCall);
  return {
    /** Gas limit of the next call. */
    next: () => (left < most ? left : most),
    spend(gas: bigint) {
      left -= gas;
    },
  };
}

/** @throws PoiwError E_SCHEMA when names, arguments or the contract do not make a transaction */
export async function sendCreation(
  names: Names,
  contract: CompiledContract,
  call: {
    readonly from: string;
    readonly args: readonly Argument[];
    readonly value: string;
    readonly gasLimit: bigint;
  },
): Promise<TransactionResult> {
  if (!/^[0-9a-f]+$/.test(contract.bytecode)) {
    throw new PoiwError('E_SCHEMA', 'the contract is abstract, an interface or not linked');
  }
  const args = await encodeArguments(names, parametersOf(contract), call.args);
  return names.chain.send({
    from: actorOf(names, call.from),
    to: null,
    data: `0x${contract.bytecode}${args.slice(2)}`,
    value: amountIn(names.chain.world, call.value),
    gasLimit: call.gasLimit,
  });
}

/** Of the constructor alone: reading a whole interface takes as long as a small transaction. */
function parametersOf({ abi }: CompiledContract): readonly ParamType[] {
  const constructor = abi.find((one) => (one as { type?: string } | null)?.type === 'constructor');
  return constructor === undefined ? [] : ConstructorFragment.from(constructor).inputs;
}

/** @throws PoiwError E_SCHEMA when names or arguments do not make a transaction */
export async function sendCall(
  names: Names,
  call: CallAction,
  gasLimit: bigint,
): Promise<TransactionResult> {
  if (call.wait !== undefined) await names.chain.wait(call.wait);
  return names.chain.send({ ...(await transactionOf(names, call)), gasLimit });
}

/** A call as it is signed now: names, reads and amounts are settled. */
export async function transactionOf(
  names: Names,
  call: Omit<CallAction, 'wait'>,
): Promise<Omit<Transaction, 'gasLimit'>> {
  const from = actorOf(names, call.from);
  const to = addressOf(names, call.to);
  const data = await encodeCall(names, call.fn, call.args);
  const value = await readProbe(names, call.value);
  if (value === undefined) throw new PoiwError('E_SCHEMA', 'the value to send could not be read');
  return { from, to, data, value };
}

/** Only an actor has a key; a contract's name cannot sign. */
function actorOf(names: Names, reference: string): string {
  const actor = reference.slice(1);
  if (addressOf(names, reference) !== names.chain.world.addressOf(actor)) {
    throw new PoiwError('E_SCHEMA', `${reference} is a contract and cannot sign`);
  }
  return actor;
}

function expectOk(result: TransactionResult): TransactionResult {
  if (!result.ok) throw unfit(failureOf(result));
  return result;
}

/** Why a transaction failed, in words. */
export function failureOf({ failure, returnData }: TransactionResult): string {
  return failure === 'revert' ? decodeRevert(returnData) : (failure ?? 'failed');
}

function unfit(what: string): PoiwError {
  return new PoiwError('E_SCHEMA', what);
}

function broken(what: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', `the scenario does not work: ${what}`);
}
