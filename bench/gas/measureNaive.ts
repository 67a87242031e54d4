import { join } from 'node:path';
import {
  AbiCoder,
  Contract,
  ContractFactory,
  HDNodeWallet,
  NonceManager,
  Wallet,
  id as keccakOf,
  keccak256,
  type TransactionReceipt,
  type TransactionResponse,
} from 'ethers';
import { transferToken } from '../../chain/actions/transferToken.ts';
import { compileContracts } from '../../chain/compileContracts.ts';
import { TERMS, TOS, type LocalChain } from '../../chain/test/localChain.ts';
import type { GasRow } from './gasRow.ts';
import { scoreOf, type TaskSize } from './measureOurs.ts';

const GAS_LIMIT = 50_000_000n;
const coder = AbiCoder.defaultAbiCoder();
const CONTENT = keccakOf('content');
const SALT = keccakOf('salt');

/** Sends one call after the other and tells what each cost. */
export type NaiveCall = (method: string, ...args: readonly unknown[]) => Promise<number>;

/** Deploys the baseline beside ours, paid in the same token. */
export async function deployNaive(chain: LocalChain): Promise<NaiveCall> {
  const artifact = compileContracts(join(import.meta.dirname, '..', 'naive'))['NaiveTasks'];
  if (artifact === undefined) throw new Error('bench/naive has no NaiveTasks');
  const wallet = Wallet.createRandom(chain.root.provider);
  await chain.rpc('anvil_setBalance', [wallet.address, `0x${(10n ** 22n).toString(16)}`]);
  await transferToken(chain.root, { to: wallet.address as `0x${string}`, amount: 100_000n * TOS });
  const signer = new NonceManager(wallet);
  const { token } = chain.addresses;
  const factory = new ContractFactory([...artifact.abi], artifact.bytecode, signer);
  const naive = await factory.deploy(token, { gasLimit: GAS_LIMIT });
  await naive.waitForDeployment();
  const erc20 = new Contract(token, ['function approve(address,uint256) returns (bool)'], signer);
  await mined(erc20.getFunction('approve').send(await naive.getAddress(), 2n ** 255n));
  return async (method, ...args) => {
    const sent = naive.getFunction(method).send(...args, { gasLimit: GAS_LIMIT });
    return Number((await mined(sent)).gasUsed);
  };
}

/** The same life of a task on the naive contract; all payees are new to the token, as ours are. */
export async function measureNaive(
  call: NaiveCall,
  taskId: number,
  size: TaskSize,
): Promise<GasRow> {
  const miners = strangers(size.answers);
  const jurors = strangers(size.jurors);
  const publish = await call('publish', TERMS.specHash, TERMS.reward);
  const commits = await each(miners, (by) =>
    call(
      'commitAnswer',
      taskId,
      by,
      seal(['uint256', 'address', 'bytes32'], [taskId, by, CONTENT]),
    ),
  );
  const reveals = await each(miners, (_, slot) =>
    call('revealAnswer', taskId, slot, CONTENT, SALT),
  );
  const openPanel = await call('openPanel', taskId, jurors);
  const scores = (juror: number) =>
    Array.from({ length: size.answers }, (_, answer) => scoreOf(juror, answer));
  const votes = await each(jurors, (by, seat) => {
    const types = ['uint256', 'address', 'uint256[]'];
    return call('commitVote', taskId, seat, seal(types, [taskId, by, scores(seat)]));
  });
  const opened = await each(jurors, (_, seat) =>
    call('revealVote', taskId, seat, scores(seat), SALT),
  );
  return {
    ...size,
    publish,
    commitAnswerEach: mean(commits),
    revealAnswerEach: mean(reveals),
    verify: 0,
    openPanel,
    commitVoteEach: mean(votes),
    revealVoteDirect: mean(opened),
    revealVoteRelayed: mean(opened),
    settle: await call('settle', taskId),
    collect: 0,
    claims: 0,
    claimEach: 0,
  };
}

function seal(types: readonly string[], values: readonly unknown[]): string {
  return keccak256(coder.encode([...types, 'bytes32'], [...values, SALT]));
}

function strangers(count: number): string[] {
  return Array.from({ length: count }, () => HDNodeWallet.createRandom().address);
}

function each<T>(list: readonly T[], send: (one: T, i: number) => Promise<number>) {
  return Promise.all(list.map(send));
}

async function mined(sent: Promise<TransactionResponse>): Promise<TransactionReceipt> {
  const receipt = await (await sent).wait();
  if (receipt?.status !== 1) throw new Error('a call of the naive contract failed');
  return receipt;
}

function mean(list: readonly number[]): number {
  return Math.round(list.reduce((sum, one) => sum + one, 0) / list.length);
}
