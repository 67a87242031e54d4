import { z } from 'zod';
import type { CommitDomain } from '../../core/commitment.ts';
import { PoiwError } from '../../core/errors.ts';
import { assertSignedBy, signedHeartbeatSchema, type Heartbeat } from '../../core/heartbeat.ts';

/** Somebody who was heard of lately. */
interface Present extends Heartbeat {
  /** Milliseconds since the epoch. */
  readonly heardAt: number;
  /** Another process was heard with the same key at the same time. */
  readonly twin: boolean;
}

/** Who is there: verified heartbeats of late. */
export interface Presence {
  /**
   * Takes a heartbeat from anybody.
   *
   * @throws PoiwError E_SCHEMA, E_SIGNATURE, E_HEARTBEAT_STALE (too old, from the future, or heard
   * before)
   */
  accept(signed: unknown): Present;
  /** By worker address. */
  list(): readonly Present[];
}

/** A heartbeat is good for this long, and a clock may be off by this much. */
const FRESH_SECONDS = 60;
/** Workers remembered at most: the one unheard longest is forgotten first. */
const MAX_WORKERS = 10_000;

export function createPresence(
  domain: CommitDomain,
  { now }: { readonly now: () => number },
): Presence {
  const heard = new Map<string, Present>();
  const isFresh = ({ heardAt }: Present) => now() - heardAt <= FRESH_SECONDS * 1000;
  return {
    accept(given) {
      const parsed = signedHeartbeatSchema.safeParse(given);
      if (!parsed.success) {
        throw new PoiwError('E_SCHEMA', `not a heartbeat: ${z.prettifyError(parsed.error)}`);
      }
      const { heartbeat } = parsed.data;
      const age = now() / 1000 - heartbeat.sentAt;
      if (Math.abs(age) > FRESH_SECONDS) {
        throw stale(`it is ${Math.round(age)} s old`, 'set the clock of one machine or the other');
      }
      assertSignedBy(domain, parsed.data);
      const worker = heartbeat.worker.toLowerCase();
      const before = heard.get(worker);
      const same = before?.instance === heartbeat.instance;
      if (before !== undefined && same && heartbeat.sequence <= before.sequence) {
        throw stale(
          `number ${heartbeat.sequence} was heard already`,
          'it was said again by somebody',
        );
      }
      // An instance that comes back after another one began is a process that never ended.
      const twin = before !== undefined && isFresh(before) && (same ? before.twin : isOlder(heartbeat, before)); // prettier-ignore
      const present = { ...heartbeat, heardAt: now(), twin };
      heard.delete(worker);
      heard.set(worker, present);
      const [oldest] = heard.keys();
      if (heard.size > MAX_WORKERS && oldest !== undefined) heard.delete(oldest);
      return present;
    },
    list: () => [...heard.values()].filter(isFresh).sort((a, b) => (a.worker < b.worker ? -1 : 1)),
  };
}

/** A restart begins at one; a twin's count goes on. */
function isOlder(heartbeat: Heartbeat, before: Present): boolean {
  return heartbeat.sequence > 1 && before.sequence >= 1;
}

function stale(why: string, hint: string): PoiwError {
  return new PoiwError('E_HEARTBEAT_STALE', `the heartbeat is refused: ${why}`, { hint });
}
