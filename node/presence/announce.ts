import { setTimeout as sleep } from 'node:timers/promises';
import type { Wallet } from 'ethers';
import type { CommitDomain } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { asPoiwError, PoiwError } from '../../core/errors.ts';
import {
  HEARTBEAT_TYPES,
  heartbeatDomain,
  type Heartbeat,
  type SignedHeartbeat,
} from '../../core/heartbeat.ts';
import type { Log } from '../../core/service.ts';

/** Where heartbeats go; over HTTP to the local node for now. */
export interface HeartbeatSink {
  /** @returns whether another process was heard with the same key */
  send(signed: SignedHeartbeat, signal: AbortSignal): Promise<{ readonly twin: boolean }>;
}

export interface AnnounceComponents {
  readonly wallet: Pick<Wallet, 'address' | 'signTypedData'>;
  readonly domain: CommitDomain;
  readonly sink: HeartbeatSink;
  /** 32 random bytes, drawn once at the start of the process. */
  readonly instance: Hex;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What is said of the daemon at the moment. */
  readonly capabilities: () => Capabilities;
  readonly log: Log;
  /** Told when another process works with the same key. */
  readonly onTwin: (error: PoiwError) => void;
}

type Capabilities = Omit<Heartbeat, 'worker' | 'instance' | 'sequence' | 'sentAt'>;

/**
 * Says that the daemon is alive, again and again until the signal aborts. That nobody listens is
 * logged once and harms nothing.
 */
export async function announce(
  components: AnnounceComponents,
  { everyMs, signal }: { readonly everyMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { sink, log, onTwin, wallet } = components;
  let heard = true;
  for (let sequence = 1; !signal.aborted; sequence += 1) {
    try {
      const { twin } = await sink.send(await sign(components, sequence), signal);
      if (twin) onTwin(twinError(wallet.address));
      if (!heard) log('heartbeat-heard');
      heard = true;
    } catch (thrown) {
      if (heard && !isAborted(signal))
        log('heartbeat-unheard', { message: asPoiwError(thrown).message });
      heard = false;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Posts heartbeats to a node. */
export function httpSink(url: string): HeartbeatSink {
  return {
    async send(signed, signal) {
      const response = await fetch(new URL('/v1/heartbeats', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signed),
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      const body = (await response.json()) as { twin?: boolean; error?: string };
      if (!response.ok) {
        throw new PoiwError('E_HEARTBEAT_STALE', `the node refused it: ${body.error ?? 'unknown'}`);
      }
      return { twin: body.twin === true };
    },
  };
}

async function sign(
  { wallet, domain, instance, now, capabilities }: AnnounceComponents,
  sequence: number,
): Promise<SignedHeartbeat> {
  const sentAt = Math.floor(now() / 1000);
  const heartbeat = { worker: wallet.address, instance, sequence, sentAt, ...capabilities() };
  const signature = await wallet.signTypedData(heartbeatDomain(domain), HEARTBEAT_TYPES, heartbeat);
  return { heartbeat, signature };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function twinError(worker: string): PoiwError {
  return new PoiwError('E_DOPPELGANGER', `another process is alive with the key of ${worker}`, {
    hint: 'one key, one daemon: stop the other one, on whatever machine it runs',
  });
}
