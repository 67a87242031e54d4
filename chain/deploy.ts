import {
  Interface,
  Transaction,
  Wallet,
  concat,
  getCreateAddress,
  keccak256,
  type JsonRpcProvider,
} from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import type { Addresses } from './addresses.ts';
import { CONTRACT_NAMES } from './artifacts.ts';
import { broadcastTransaction } from './broadcastTransaction.ts';
import { connectRpc } from './connectRpc.ts';
import { contractError } from './contractError.ts';
import { deploySteps, type DeploySettings, type DeployStep, type Where } from './deploySteps.ts';
import { currentPrice, priceFields } from './gasPrice.ts';
import { loadInterfaces } from './loadInterfaces.ts';

export interface DeployOptions extends DeploySettings {
  readonly rpcUrl: string | readonly string[];
  readonly chainId: number;
  /** Deploys, wires the roles and then gives up every right it had. */
  readonly privateKey: string;
  /** First nonce of a deployment that was begun before: only what is missing of it is sent. */
  readonly firstNonce?: number;
  /** Told before anything is sent; what it writes down makes the deployment resumable. */
  readonly onStart?: (start: DeploymentStart) => Promise<void> | void;
  readonly signal?: AbortSignal;
}

/** What identifies a deployment: its transactions are the deployer's from this nonce on. */
export interface DeploymentStart {
  readonly deployer: Hex;
  readonly firstNonce: number;
  /** Of all that is sent; other sources or settings make another deployment. */
  readonly stepsHash: Hex;
}

const MINED_WITHIN_MS = 120_000;
const REBROADCAST_MS = 5_000;

/**
 * Deploys all contracts, grants their roles to each other and renounces the deployer's. Each step
 * has its nonce, so that it is done once however often this is called with the same first nonce.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_RPC_WRONG_CHAIN, E_CHAIN_REJECTED, E_TIMEOUT
 */
export async function deploy(options: DeployOptions): Promise<Addresses> {
  options.signal?.throwIfAborted();
  const provider = await connectRpc(options.rpcUrl, options.chainId);
  try {
    const wallet = new Wallet(options.privateKey, provider);
    const pending = await provider.getTransactionCount(wallet.address, 'pending');
    const nonce = options.firstNonce ?? pending;
    const where = predictAddresses(wallet.address, nonce);
    const steps = deploySteps(options, wallet.address, where);
    const stepsHash = keccak256(concat(steps.map(({ data }) => data))) as Hex;
    await options.onStart?.({ deployer: wallet.address as Hex, firstNonce: nonce, stepsHash });
    await sendAll(provider, wallet, nonce, steps, options);
    await checkDone(provider, where, steps);
    return {
      chainId: options.chainId,
      token: where.PoIWToken,
      stakeManager: where.StakeManager,
      taskRules: where.TaskRules,
      taskManager: where.TaskManager,
      taskPayouts: where.TaskPayouts,
      taskReader: where.TaskReader,
      voteModule: where.VoteModule,
      rewardDistributor: where.RewardDistributor,
      economy: where.Economy,
      feeVault: where.FeeVault,
      disputeCourt: where.DisputeCourt,
      timelock: where.PoIWTimelock,
      governor: where.PoIWGovernor,
      treasury: options.treasury ?? (wallet.address as Hex),
      codeHashes: await codeHashes(provider, where),
    };
  } catch (error) {
    throw contractError(error, loadInterfaces(), 'deploying');
  } finally {
    provider.destroy();
  }
}

/** VoteModule and TaskManager name each other as immutables: both addresses are known before. */
function predictAddresses(from: string, nonce: number): Where {
  return Object.fromEntries(
    CONTRACT_NAMES.map((name, i) => [name, getCreateAddress({ from, nonce: nonce + i })]),
  ) as Where;
}

/** All transactions are sent at once: their nonces keep the order. What is mined is left out. */
async function sendAll(
  provider: JsonRpcProvider,
  wallet: Wallet,
  firstNonce: number,
  steps: readonly DeployStep[],
  { chainId, signal }: DeployOptions,
): Promise<void> {
  const price = priceFields(await currentPrice(provider));
  const mined = () => provider.getTransactionCount(wallet.address, 'latest');
  const missing = new Map<number, Transaction>();
  const done = (await mined()) - firstNonce;
  for (const [i, { to, data, gasLimit }] of steps.entries()) {
    if (i < done) continue;
    const gas = gasLimit ?? (await provider.estimateGas({ from: wallet.address, data }));
    const fields = { to, data, gasLimit: gas, nonce: firstNonce + i, chainId, ...price };
    const transaction = Transaction.from(await wallet.signTransaction(fields));
    missing.set(firstNonce + i, transaction);
    // `underpriced` is the same step, sent by an earlier run and still waiting.
    await broadcastTransaction(provider, transaction);
  }
  let sentAt = Date.now();
  const deadline = sentAt + MINED_WITHIN_MS;
  for (let next = await mined(); next < firstNonce + steps.length; next = await mined()) {
    if (Date.now() > deadline) throw tooLate(next - firstNonce, steps.length);
    if (Date.now() - sentAt > REBROADCAST_MS) {
      sentAt = Date.now();
      const lost = [...missing].filter(([nonce]) => nonce >= next);
      for (const [, transaction] of lost) await broadcastTransaction(provider, transaction);
    }
    await sleep(100, undefined, signal === undefined ? {} : { signal });
  }
}

function tooLate(done: number, all: number): PoiwError {
  return new PoiwError(
    'E_TIMEOUT',
    `${done} of ${all} steps of the deployment were mined in time`,
    {
      retryable: true,
      hint: 'run the same command again: it goes on where this one stopped',
    },
  );
}

/** The nonces are used; whether by this deployment is seen from what is there now. */
async function checkDone(
  provider: JsonRpcProvider,
  where: Where,
  steps: readonly DeployStep[],
): Promise<void> {
  for (const name of CONTRACT_NAMES) {
    if ((await provider.getCode(where[name])) === '0x') throw broken(`no ${name}`, where[name]);
  }
  for (const { to, data } of steps) {
    const call = to === null ? null : ACCESS.parseTransaction({ data });
    if (to === null || call === null) continue;
    const asked = ACCESS.encodeFunctionData('hasRole', [...call.args]);
    const has = ACCESS.decodeFunctionResult('hasRole', await provider.call({ to, data: asked }));
    if (has[0] !== (call.name === 'grantRole')) throw broken(`${call.name} missing`, to);
  }
}

function broken(what: string, address: string): PoiwError {
  return new PoiwError('E_CHAIN_REJECTED', `the deployment is not whole: ${what} at ${address}`, {
    hint: 'another transaction used one of its nonces, or a step failed: deploy afresh',
    details: { name: 'DeploymentBroken', args: { address } },
  });
}

const ACCESS = new Interface([
  'function grantRole(bytes32 role, address account)',
  'function renounceRole(bytes32 role, address account)',
  'function hasRole(bytes32 role, address account) view returns (bool)',
]);

async function codeHashes(
  provider: JsonRpcProvider,
  where: Where,
): Promise<Addresses['codeHashes']> {
  const entries = await Promise.all(
    CONTRACT_NAMES.map(async (name) => [name, keccak256(await provider.getCode(where[name]))]),
  );
  return Object.fromEntries(entries) as Addresses['codeHashes'];
}
