import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../../chain/addresses.ts';
import { startAnvil } from '../../chain/anvil.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { createChainClient } from '../../chain/createChainClient.ts';
import { deploy } from '../../chain/deploy.ts';
import type { Hex } from '../../core/contentId.ts';
import { createPresence } from '../presence/createPresence.ts';
import { servePresence, type PresenceServer } from '../presence/servePresence.ts';
import { localAccounts, type Actor, type ActorKeys, type LocalAccounts } from './cast.ts';
import { withFastBlocks } from './fastBlocks.ts';
import { registerCast } from './registerCast.ts';
import { spawnActor, type ActorEvent, type ActorProcess } from './spawnActor.ts';

export interface DevnetOptions {
  /** Folder of keys, journals, blobs and logs. */
  readonly home: string;
  readonly port?: number;
  readonly seed: string;
  readonly cast: readonly Actor[];
  /** The program that daemons are started with. */
  readonly script: string;
  /** Script of demo adversaries; needed only when the cast has some. */
  readonly adversaryScript?: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  readonly onEvent: (actor: string, event: ActorEvent) => void;
}

/** A member of the cast, at work. */
export interface RunningActor extends Actor, ActorKeys {
  readonly memberId: number;
  readonly logFile: string;
  process: ActorProcess;
  /** Starts it again with the same key and journal. */
  restart(): void;
}

export interface Devnet {
  readonly networkFile: string;
  readonly rpcUrl: string;
  readonly chainPid: number;
  /** A client of the deployer, who may also send chain-control calls. */
  readonly chain: ChainClient;
  readonly accounts: LocalAccounts;
  readonly actors: readonly RunningActor[];
  /** Ends every process; nothing is left behind. */
  stop(): Promise<void>;
}

/** Chain id of local networks: no public chain has it. */
const CHAIN_ID = 7_171_717;

/** What peers decided can be disputed for as long as an appeal takes. */
export const DISPUTE_SECONDS = 6 * 3_600;

/** Starts a chain, deploys, registers the cast and starts its daemons. */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const { home, cast, seed, signal, progress } = options;
  const accounts = localAccounts(seed, cast.length);
  for (const folder of ['keys', 'logs', 'data', 'blobs', 'chain']) {
    await mkdir(join(home, folder), { recursive: true, mode: 0o700 });
  }
  const anvil = await startAnvil({
    dataDir: join(home, 'chain'),
    mnemonic: accounts.mnemonic,
    accounts: accounts.count,
    chainId: CHAIN_ID,
    signal,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const actors: RunningActor[] = [];
  let presence: PresenceServer | undefined;
  const stop = async () => {
    await Promise.allSettled(actors.map((actor) => actor.process.stop()));
    await presence?.close();
    await anvil.stop();
  };
  try {
    progress(`chain     ${anvil.url} (anvil, chain ${CHAIN_ID}), deploying contracts`);
    const addresses = await withFastBlocks(anvil.url, () =>
      deploy({
        rpcUrl: anvil.url,
        chainId: CHAIN_ID,
        privateKey: accounts.deployer.key,
        treasury: accounts.treasury,
        disputeSeconds: DISPUTE_SECONDS,
        signal,
      }),
    );
    const connect = (privateKey: Hex) =>
      createChainClient({ rpcUrl: anvil.url, addresses, privateKey, signal });
    const chain = await connect(accounts.deployer.key);
    progress(`stakes    ${cast.length} owners register their workers`);
    const ids = await withFastBlocks(anvil.url, () =>
      registerCast({ chain, connect, cast, accounts }),
    );
    presence = await servePresence(
      createPresence(chain.domainOf('TaskManager'), { now: () => Date.now() }),
    );
    const network = { rpcUrl: anvil.url, addresses, presence: presence.url };
    const networkFile = await writeFiles(home, network, cast, accounts);
    cast.forEach((actor, index) => {
      const keys = accounts.actors[index];
      const memberId = ids[index];
      if (keys === undefined || memberId === undefined) return;
      actors.push(startActor(options, networkFile, { ...actor, ...keys, memberId }));
    });
    return { networkFile, rpcUrl: anvil.url, chainPid: anvil.pid, chain, accounts, actors, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keys of daemons (never an owner's) and the network file: all that the processes are given. */
async function writeFiles(
  home: string,
  network: { readonly rpcUrl: string; readonly addresses: Addresses; readonly presence: string },
  cast: readonly Actor[],
  accounts: LocalAccounts,
): Promise<string> {
  const writeKey = (name: string, key: Hex) =>
    writeFile(join(home, 'keys', `${name}.key`), `${key}\n`, { mode: 0o600 });
  for (const [index, { key }] of accounts.publishers.entries()) {
    await writeKey(index === 0 ? 'publisher' : `publisher-${index + 1}`, key);
  }
  for (const [index, { name }] of cast.entries()) {
    const keys = accounts.actors[index];
    if (keys !== undefined) await writeKey(name, keys.workerKey);
  }
  const file = join(home, 'network.json');
  const body = { schema: 'poiw.network/v1', ...network, blobs: 'blobs', fromBlock: 0 };
  await writeFile(file, `${JSON.stringify(body, null, 2)}\n`);
  return file;
}

function startActor(
  options: DevnetOptions,
  networkFile: string,
  actor: Actor & ActorKeys & { readonly memberId: number },
): RunningActor {
  const { home } = options;
  const logFile = join(home, 'logs', `${actor.name}.log`);
  const start = () =>
    spawnActor({
      ...commandOf(options, networkFile, actor),
      logFile,
      ...(actor.env === undefined ? {} : { env: actor.env }),
      onEvent: (event) => options.onEvent(actor.name, event),
    });
  const running: RunningActor = {
    ...actor,
    logFile,
    process: start(),
    restart() {
      running.process = start();
    },
  };
  return running;
}

function commandOf(
  { home, script, adversaryScript }: DevnetOptions,
  networkFile: string,
  { name, role, behaviour, kinds, without, args: more = [] }: Actor,
): { script: string; args: string[] } {
  const common = [
    ...['--network', networkFile, '--key', `file:${join(home, 'keys', `${name}.key`)}`],
    ...['--data', join(home, 'data', name), '--poll', '500', '--log-format', 'json'],
  ];
  if (role !== 'miner') {
    // A local network is alone on its machine: there is no twin to listen for.
    const alone = ['--doppelganger-wait', '0'];
    return { script, args: ['validator', 'start', '--tier', role, ...common, ...alone, ...more] };
  }
  const mining = [...common, '--kinds', kinds.join(',')];
  if (without.length > 0) mining.push('--without', ...without);
  if (behaviour === 'honest') return { script, args: ['miner', 'start', ...mining, ...more] };
  return { script: adversaryScript ?? script, args: [behaviour, ...mining] };
}
