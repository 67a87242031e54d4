import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DEVNET_CAST } from '../demo/demoCast.ts';
import { storyLine } from '../demo/story.ts';
import { untilAborted } from '../untilAborted.ts';
import { startDevnet } from './startDevnet.ts';
import { keepTime } from './timekeeper.ts';

export interface RunDevnetOptions {
  readonly home: string;
  readonly port?: number;
  readonly seed: string;
  /** Leave the clock alone. */
  readonly realTime: boolean;
  readonly script: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs a local network until the signal aborts; what it was is told when it ends. */
export async function runDevnet(options: RunDevnetOptions) {
  const home = resolve(options.home);
  // A new chain each time: what an old one left would contradict it.
  for (const stale of ['chain', 'data', 'blobs', 'network.json']) {
    await rm(`${home}/${stale}`, { recursive: true, force: true });
  }
  const declined = new Map(DEVNET_CAST.map(({ name }) => [name, new Set<string>()]));
  const devnet = await startDevnet({
    ...options,
    home,
    cast: DEVNET_CAST,
    onEvent: (name, event) => {
      if (event.event === 'skipped' && typeof event['task'] === 'string') {
        declined.get(name)?.add(event['task']);
      }
      const line = storyLine(name, event);
      if (line !== undefined) options.progress(line);
    },
  });
  try {
    options.progress(`ready     network file ${devnet.networkFile}; Ctrl-C ends everything`);
    if (!options.realTime) {
      options.progress(
        'clock     moves on when these daemons are done; for more of yours: --real-time',
      );
    }
    if (options.realTime) await untilAborted(options.signal);
    else {
      await keepTime({
        chain: devnet.chain,
        miners: devnet.actors
          .filter(({ role }) => role === 'miner')
          .map((actor) => ({
            memberId: actor.memberId,
            kinds: actor.kinds,
            alive: () => actor.process.alive(),
            declined: declined.get(actor.name) ?? new Set<string>(),
          })),
        jurors: devnet.actors
          .filter(({ role }) => role === 'peer')
          .map(({ memberId, process }) => ({ memberId, alive: () => process.alive() })),
        experts: devnet.actors
          .filter(({ role }) => role === 'expert')
          .map(({ process }) => ({ alive: () => process.alive() })),
        onForward: (seconds, phases) =>
          options.progress(`clock     +${seconds} s: nothing left to do in ${phases.join(', ')}`),
        signal: options.signal,
        pollMs: 250,
      });
    }
    const { networkFile, rpcUrl } = devnet;
    return { networkFile, rpcUrl, stopped: true };
  } finally {
    await devnet.stop();
  }
}
