import { setTimeout as sleep } from 'node:timers/promises';
import type { ActorEvent } from '../devnet/spawnActor.ts';
import type { RunningActor } from '../devnet/startDevnet.ts';

export interface Chaos {
  /** To be told of every daemon's events. */
  onEvent(actor: RunningActor, event: ActorEvent): void;
  /** True while a victim is down and will come back. */
  isRestarting(name: string): boolean;
}

/** Who is killed, and the event right after which it happens: between commit and reveal. */
const VICTIMS: ReadonlyMap<string, string> = new Map([
  ['vera', 'committed'],
  ['pia', 'vote-committed'],
]);
const DOWN_MS = 1500;

/** Kills each victim once with SIGKILL after its commit and starts it again with the same files. */
export function createChaos(progress: (line: string) => void): Chaos {
  const killed = new Set<string>();
  const down = new Set<string>();

  async function strike(actor: RunningActor): Promise<void> {
    await actor.process.kill();
    progress(`chaos     ${actor.name} killed with SIGKILL between commit and reveal`);
    await sleep(DOWN_MS);
    actor.restart();
    down.delete(actor.name);
    progress(`chaos     ${actor.name} started again (pid ${actor.process.pid})`);
  }

  return {
    onEvent(actor, { event }) {
      if (killed.has(actor.name) || VICTIMS.get(actor.name) !== event) return;
      killed.add(actor.name);
      down.add(actor.name);
      void strike(actor);
    },
    isRestarting: (name) => down.has(name),
  };
}
