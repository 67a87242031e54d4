import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimReward } from '../../chain/actions/claimReward.ts';
import { collectTask } from '../../chain/actions/collectTask.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import { PoiwError } from '../../core/errors.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import { ALL_SLOTS } from '../../core/settlementSlots.ts';
import { fetchResult } from '../bundle/fetchResult.ts';
import type { TaskResult } from '../bundle/taskResult.ts';
import type { Actor } from '../devnet/cast.ts';
import type { ActorEvent } from '../devnet/spawnActor.ts';
import {
  DISPUTE_SECONDS,
  startDevnet,
  type Devnet,
  type RunningActor,
} from '../devnet/startDevnet.ts';
import { keepTime } from '../devnet/timekeeper.ts';
import type { ModelSettings } from '../model/modelSettings.ts';
import { openModel } from '../model/openModel.ts';
import { openNetwork } from '../openNetwork.ts';
import { disputeDemo } from './disputeDemo.ts';
import { createChaos, type Chaos } from './chaos.ts';
import { createPatience } from './createPatience.ts';
import { DEMO_CAST } from './demoCast.ts';
import { modelMiner } from './modelMiner.ts';
import { publishDemoTasks } from './publishDemoTasks.ts';
import { storyLine } from './story.ts';

export interface DemoOptions {
  readonly chaos: boolean;
  readonly seed: string;
  /** Folder under which each run gets one of its own. */
  readonly out: string;
  /** The program daemons are started with. */
  readonly script: string;
  /** Kinds of tasks that are published. */
  readonly only: readonly TaskKind[];
  /** One more miner works with it. */
  readonly model?: ModelSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

interface DemoActor {
  readonly name: string;
  readonly role: string;
  readonly behaviour: string;
  readonly pid: number;
  readonly owner: string;
  readonly worker: string;
  readonly log: string;
}

export interface DemoResult {
  readonly home: string;
  readonly chaos: boolean;
  /** The model a miner worked with, null when none was configured. */
  readonly model: string | null;
  readonly processes: readonly DemoActor[];
  readonly tasks: readonly TaskResult[];
}

/**
 * When a demo gives up and says where it stood. On a machine that does much else it may take many
 * times as long as on a free one; what never takes this long is a single step.
 */
const PATIENCE = { silenceMs: 180_000, totalMs: 900_000 };

/** Runs the whole economy once: publishes, waits until all is paid, fetches every result. */
export async function runDemo(given: DemoOptions): Promise<DemoResult> {
  const patience = createPatience(PATIENCE);
  const progress = timed((line) => {
    patience.heard();
    given.progress(line);
  });
  const options = { ...given, progress };
  const home = await newHome(options.out);
  const time = new AbortController();
  const signal = AbortSignal.any([options.signal, patience.signal]);
  const cast = await castOf({ ...options, signal });
  const declined = new Map(cast.map(({ name }) => [name, new Set<string>()]));
  const chaos = options.chaos ? createChaos(options.progress) : undefined;
  let devnet: Devnet | undefined;
  const onEvent = (name: string, event: ActorEvent) => {
    if (event.event === 'skipped' && typeof event['task'] === 'string') {
      declined.get(name)?.add(event['task']);
    }
    const line = storyLine(name, event);
    if (line !== undefined) options.progress(line);
    const actor = devnet?.actors.find((one) => one.name === name);
    if (actor !== undefined) chaos?.onEvent(actor, event);
  };
  try {
    devnet = await startDevnet({
      ...options,
      home,
      cast,
      adversaryScript: fileURLToPath(new URL(`adversary.${extension()}`, import.meta.url)),
      signal,
      onEvent,
    });
    const keeping = keepTime({
      chain: devnet.chain,
      miners: devnet.actors.filter(isMiner).map((actor) => watched(actor, declined, chaos)),
      jurors: devnet.actors.filter(isJuror).map((actor) => watched(actor, declined, chaos)),
      experts: devnet.actors.filter(isExpert).map((actor) => watched(actor, declined, chaos)),
      onForward: (seconds, phases) =>
        options.progress(`clock     +${seconds} s: nothing left to do in ${phases.join(', ')}`),
      signal: AbortSignal.any([signal, time.signal]),
      pollMs: 250,
    });
    await publishDemoTasks({ ...options, devnet, home, signal });
    await disputeDemo({ ...options, devnet, home, signal });
    time.abort();
    await keeping;
    const tasks = await collect(devnet, home, options.progress);
    const processes = devnet.actors.map(describeActor);
    return { home, chaos: options.chaos, model: options.model?.model ?? null, processes, tasks };
  } catch (error) {
    const after = patience.gaveUpAfter();
    if (!options.signal.aborted && after !== undefined) {
      throw new PoiwError('E_TIMEOUT', `the demo stood still: ended after ${seconds(after)} s`, {
        cause: error,
        hint: `the logs in ${join(home, 'logs')} say who waited for what`,
      });
    }
    throw error;
  } finally {
    time.abort();
    patience.end();
    await devnet?.stop();
  }
}

/** Those of the usual cast who find work and, with a model that answers, a miner who uses it. */
async function castOf({ model, env, signal, progress, only }: DemoOptions) {
  const hasWork = ({ role, kinds }: Actor) =>
    role !== 'miner' || kinds.some((kind) => only.includes(kind));
  const usual = DEMO_CAST.filter(hasWork);
  if (model === undefined) {
    progress('model     none is configured (--model or POIW_MODEL): miners work with tools alone');
    return usual;
  }
  const opened = await openModel(model, { env, signal, fetch });
  try {
    progress(`model     ${(await opened.backend.health(signal)).detail}`);
  } finally {
    await opened.close();
  }
  return [...usual, ...[modelMiner(model, env)].filter(hasWork)];
}

/** Puts the seconds since the start before every line. */
function timed(progress: (line: string) => void): (line: string) => void {
  const start = performance.now();
  return (line) => {
    progress(`${String(seconds(performance.now() - start)).padStart(3)} s  ${line}`);
  };
}

const seconds = (ms: number) => Math.floor(ms / 1000);

const isMiner = ({ role }: RunningActor) => role === 'miner';
const isExpert = ({ role }: RunningActor) => role === 'expert';
const isJuror = ({ role }: RunningActor) => role === 'peer';

function watched(
  actor: RunningActor,
  declined: ReadonlyMap<string, ReadonlySet<string>>,
  chaos: Chaos | undefined,
) {
  return {
    memberId: actor.memberId,
    kinds: actor.kinds,
    alive: () => actor.process.alive() || chaos?.isRestarting(actor.name) === true,
    declined: declined.get(actor.name) ?? new Set<string>(),
  };
}

/** Pays out what is owed, and writes report and bundle of every task. */
async function collect(
  devnet: Devnet,
  home: string,
  progress: (line: string) => void,
): Promise<TaskResult[]> {
  const { chain, networkFile, actors, accounts } = devnet;
  progress(`clock     +${DISPUTE_SECONDS} s: nothing can be disputed any more`);
  await chain.provider.send('evm_increaseTime', [DISPUTE_SECONDS]);
  await chain.provider.send('evm_mine', []);
  progress('claims    everyone pulls what is owed');
  const last = await taskCount(chain);
  for (let taskId = 1n; taskId <= last; taskId += 1n) {
    await collectTask(chain, { taskId, slots: ALL_SLOTS });
  }
  const payees = [
    ...actors.map(({ owner }) => owner),
    ...accounts.publishers.map((one) => one.address),
  ];
  for (const to of [...payees, chain.addresses.treasury]) {
    if ((await readCredits(chain, { address: to })) > 0n) await claimReward(chain, { to });
  }
  const opened = await openNetwork(networkFile, { signal: new AbortController().signal });
  const names = new Map(actors.map(({ owner, name }) => [owner.toLowerCase(), name]));
  const results: TaskResult[] = [];
  for (let id = 1n; id <= last; id += 1n) {
    results.push(await fetchResult(opened, id, join(home, 'results', id.toString()), names));
  }
  return results;
}

function describeActor(actor: RunningActor): DemoActor {
  const { name, role, behaviour, owner, worker, logFile, process: child } = actor;
  return { name, role, behaviour, pid: child.pid, owner, worker, log: logFile };
}

/** `demo-1`, `demo-2`, …: a run never touches the files of another. */
async function newHome(out: string): Promise<string> {
  await mkdir(out, { recursive: true });
  for (let run = 1; ; run += 1) {
    const home = resolve(out, `demo-${run}`);
    try {
      await mkdir(home);
      return home;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new PoiwError('E_CONFIG', `cannot create ${home}`, {
        cause,
        hint: 'name a folder that can be written with --out',
      });
    }
  }
}

function extension(): string {
  return import.meta.url.endsWith('.ts') ? 'ts' : 'js';
}
