import { Wallet, getCreateAddress, keccak256, type JsonRpcProvider } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import type { Addresses } from './addresses.ts';
import { CONTRACT_NAMES } from './artifacts.ts';
import { connectRpc } from './connectRpc.ts';
import { contractError } from './contractError.ts';
import { deploySteps, type DeployStep, type Where } from './deploySteps.ts';
import { loadInterfaces } from './loadInterfaces.ts';

export interface DeployOptions {
  readonly rpcUrl: string | readonly string[];
  readonly chainId: number;
  /** Deploys, wires the roles and then gives up every right it had. */
  readonly privateKey: string;
  /** Receives the network's part of rewards; by default the deployer. */
  readonly treasury?: Hex;
  /** Receives the whole supply; by default the deployer. */
  readonly initialHolder?: Hex;
  /** wei, at most 1,000,000,000 TOS; by default all but what may be minted in four years */
  readonly initialSupply?: bigint;
  /** Seconds between asking stake back and getting it, by default one day. */
  readonly coolDownSeconds?: number;
  /** Seconds in which what peers decided can be disputed; by default 0: no disputes are heard. */
  readonly disputeSeconds?: number;
  readonly signal?: AbortSignal;
}

const MINED_WITHIN_MS = 120_000;

/**
 * Deploys all contracts, grants their roles to each other and renounces the deployer's.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_RPC_WRONG_CHAIN, E_CHAIN_REJECTED, E_TIMEOUT
 */
export async function deploy(options: DeployOptions): Promise<Addresses> {
  options.signal?.throwIfAborted();
  const provider = await connectRpc(options.rpcUrl, options.chainId);
  try {
    const wallet = new Wallet(options.privateKey, provider);
    const nonce = await provider.getTransactionCount(wallet.address, 'pending');
    const where = predictAddresses(wallet.address, nonce);
    const steps = deploySteps(options, wallet.address, where);
    await sendAll(provider, wallet, nonce, steps, options);
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

/** All transactions are sent at once: their nonces keep the order. */
async function sendAll(
  provider: JsonRpcProvider,
  wallet: Wallet,
  firstNonce: number,
  steps: readonly DeployStep[],
  options: DeployOptions,
): Promise<void> {
  const fees = await provider.getFeeData();
  const hashes: string[] = [];
  for (const [i, step] of steps.entries()) {
    const gasLimit =
      step.gasLimit ?? (await provider.estimateGas({ from: wallet.address, data: step.data }));
    const raw = await wallet.signTransaction({
      to: step.to,
      data: step.data,
      gasLimit,
      nonce: firstNonce + i,
      chainId: options.chainId,
      type: 2,
      maxFeePerGas: fees.maxFeePerGas,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
    });
    hashes.push((await provider.send('eth_sendRawTransaction', [raw])) as string);
  }
  for (const hash of hashes) await waitSuccess(provider, hash, options.signal);
}

async function waitSuccess(
  provider: JsonRpcProvider,
  hash: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + MINED_WITHIN_MS;
  while (Date.now() < deadline) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt?.status === 1) return;
    if (receipt !== null) throw new PoiwError('E_CHAIN_REJECTED', `deployment ${hash} failed`);
    await sleep(100, undefined, signal === undefined ? {} : { signal });
  }
  throw new PoiwError('E_TIMEOUT', `deployment ${hash} was not mined in time`, { retryable: true });
}

async function codeHashes(
  provider: JsonRpcProvider,
  where: Where,
): Promise<Addresses['codeHashes']> {
  const entries = await Promise.all(
    CONTRACT_NAMES.map(async (name) => [name, keccak256(await provider.getCode(where[name]))]),
  );
  return Object.fromEntries(entries) as Addresses['codeHashes'];
}
