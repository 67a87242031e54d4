import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { computeAddress, formatEther } from 'ethers';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { Hex } from '../../core/contentId.ts';
import { asPoiwError, messageOf } from '../../core/errors.ts';
import { loadKey } from '../loadKey.ts';
import { openJournal } from '../openJournal.ts';
import { readLastBackup } from './lastBackup.ts';
import { openNetwork, type OpenNetwork } from '../openNetwork.ts';
import { formatTos } from '../formatText.ts';
import type { PreflightLine, PreflightOptions } from './preflightLine.ts';
import { solverLine } from './solverLine.ts';

/** Node that runs the program, as main.ts asks. */
const NODE_NEEDED = [22, 18] as const;
const MIN_DISK_BYTES = 512 * 1024 * 1024;
const WARN_SKEW_SECONDS = 2;
const MAX_SKEW_SECONDS = 15;
/** Gas of a commit, a reveal and a claim, with room for a rise. */
const GAS_A_TASK = 400_000n;
const BACK_UP = 'poiw miner backup --out FOLDER while the daemon does not run, on another disk';

/** Everything a miner needs before it starts, each with a fix. Nothing is changed on chain. */
export async function preflight(options: PreflightOptions): Promise<PreflightLine[]> {
  const lines = [nodeLine(options.nodeVersion), await diskLine(options), journalLine(options)];
  const worker = await keyLine(options, lines);
  lines.push(await backupLine(options));
  const opened = await networkLine(options, lines);
  if (opened !== undefined) {
    lines.push(await clockLine(options, opened));
    if (worker !== undefined) {
      lines.push(await stakeLine(opened, worker), await gasLine(opened, worker));
    }
    opened.chain.close();
  }
  lines.push(await solverLine(options));
  return lines;
}

const line = (
  name: string,
  result: PreflightLine['result'],
  found: string,
  fix?: string,
): PreflightLine => ({ name, result, found, ...(fix === undefined ? {} : { fix }) });

function nodeLine(version: string): PreflightLine {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  const ok = major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1]);
  return ok
    ? line('node', 'ok', version)
    : line('node', 'fail', version, `install Node ${NODE_NEEDED.join('.')} or newer`);
}

async function diskLine({ settings: { data } }: PreflightOptions): Promise<PreflightLine> {
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await access(data, constants.W_OK);
    const { bavail, bsize } = await statfs(data);
    const free = bavail * bsize;
    const found = `${Math.floor(free / 1024 ** 2)} MiB free at ${data}`;
    return free >= MIN_DISK_BYTES
      ? line('disk', 'ok', found)
      : line('disk', 'fail', found, 'free some space: promises must reach the disk');
  } catch (cause) {
    return line('disk', 'fail', messageOf(cause), `make ${data} writable, or name another --data`);
  }
}

function journalLine({ settings: { data } }: PreflightOptions): PreflightLine {
  try {
    const journal = openJournal(join(data, 'journal.db'));
    const { promises } = journal.protection();
    journal.close();
    return line('journal', 'ok', `${promises.length} promises on record, nobody else uses it`);
  } catch (thrown) {
    const { code, message, hint } = asPoiwError(thrown);
    const running = code === 'E_ALREADY_RUNNING';
    return line('journal', running ? 'warn' : 'fail', message, hint);
  }
}

async function keyLine(
  { settings, env }: PreflightOptions,
  lines: PreflightLine[],
): Promise<Hex | undefined> {
  try {
    const key = await loadKey(settings.key, { ...settings, env });
    const worker = computeAddress(key) as Hex;
    lines.push(line('key', 'ok', `worker ${worker}`));
    return worker;
  } catch (thrown) {
    const { message, hint } = asPoiwError(thrown);
    lines.push(line('key', 'fail', message, hint));
    return undefined;
  }
}

/** A lost key is a lost stake and a lost record: it is asked for until it is done. */
async function backupLine({ settings: { data } }: PreflightOptions): Promise<PreflightLine> {
  const last = await readLastBackup(data);
  return last === undefined
    ? line('backup', 'warn', 'none was made: the key is on this machine alone', BACK_UP)
    : line('backup', 'ok', `${last.promises} promises at ${last.createdAt} in ${last.folder}`);
}

/** RPC, chain id and contract code: the client refuses when any is wrong. */
async function networkLine(
  { settings: { network }, signal }: PreflightOptions,
  lines: PreflightLine[],
): Promise<OpenNetwork | undefined> {
  try {
    const opened = await openNetwork(network, { signal });
    lines.push(
      line('rpc', 'ok', [opened.network.rpcUrl].flat().join(', ')),
      line('chain', 'ok', `chain ${opened.chain.chainId}`),
      line('contracts', 'ok', 'the code on chain is the one this version knows'),
    );
    return opened;
  } catch (thrown) {
    const { code, message, hint } = asPoiwError(thrown);
    const name = { E_RPC_UNREACHABLE: 'rpc', E_RPC_WRONG_CHAIN: 'chain' }[code as string];
    lines.push(line(name ?? 'network', 'fail', message, hint));
    return undefined;
  }
}

async function clockLine({ now }: PreflightOptions, { chain }: OpenNetwork) {
  const skew = Math.round(now() / 1000 - (await chainTime(chain)).timestamp);
  const found = `this machine is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} the latest block`;
  // A block may be some seconds old: only a clock that is behind the chain is surely wrong.
  if (skew >= -WARN_SKEW_SECONDS) return line('clock', 'ok', found);
  const local = 'set the clock (NTP); a local network that moves its own time ahead is no fault';
  return line('clock', skew < -MAX_SKEW_SECONDS ? 'warn' : 'ok', found, local);
}

async function stakeLine({ chain }: OpenNetwork, worker: Hex): Promise<PreflightLine> {
  const member = await readMemberByWorker(chain, { worker });
  const register = `register it with the owner key: poiw stake --role miner --worker ${worker} --amount WEI --key keystore:owner.json`;
  if (member?.role !== 'miner') {
    const found = member === undefined ? 'not registered' : `registered as ${member.role}`;
    return line('stake', 'fail', found, register);
  }
  const free = member.staked - member.locked - member.unstaking;
  const found = `${formatTos(member.staked)} staked, ${formatTos(free)} free`;
  return free > 0n
    ? line('stake', 'ok', found)
    : line('stake', 'fail', found, 'top the stake up, or wait until open tasks return their bonds');
}

async function gasLine({ chain }: OpenNetwork, worker: Hex): Promise<PreflightLine> {
  const [balance, fees] = await Promise.all([
    chain.provider.getBalance(worker),
    chain.provider.getFeeData(),
  ]);
  const price = fees.maxFeePerGas ?? fees.gasPrice ?? 0n;
  const tasks = price === 0n ? undefined : balance / (price * GAS_A_TASK);
  const found = `${formatEther(balance)} coins for gas${tasks === undefined ? '' : `, about ${tasks} tasks`}`;
  return balance > 0n && (tasks === undefined || tasks >= 10n)
    ? line('gas', 'ok', found)
    : line('gas', 'fail', found, `send some of the chain’s own coin to ${worker}`);
}
