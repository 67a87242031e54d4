import { Wallet } from 'ethers';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommitDomain } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import {
  HEARTBEAT_TYPES,
  heartbeatDomain,
  type Heartbeat,
  type SignedHeartbeat,
} from '../../core/heartbeat.ts';
import { announce, httpSink, type AnnounceComponents } from './announce.ts';
import { createPresence } from './createPresence.ts';
import { servePresence, type PresenceServer } from './servePresence.ts';

const domain: CommitDomain = { chainId: 31337n, contract: `0x${'cc'.repeat(20)}` };
const wallet = new Wallet(`0x${'11'.repeat(32)}`);
const instance = (byte: string): Hex => `0x${byte.repeat(32)}`;
const NOW = 1_800_000_000_000;

const capabilities = {
  ...{ kinds: ['audit'], specialties: ['solidity'], models: [], checkSpeed: 1500, tokenSpeed: 0 },
  ...{ load: 500, region: 'eu-west' },
};

async function signed(
  changes: Partial<Heartbeat> = {},
  { by = wallet, at = domain } = {},
): Promise<SignedHeartbeat> {
  const heartbeat: Heartbeat = {
    ...{ worker: wallet.address, instance: instance('01'), sequence: 1, sentAt: NOW / 1000 },
    ...capabilities,
    ...changes,
  };
  const signature = await by.signTypedData(heartbeatDomain(at), HEARTBEAT_TYPES, heartbeat);
  return { heartbeat, signature };
}

let server: PresenceServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('createPresence', () => {
  const open = (now = () => NOW) => createPresence(domain, { now });

  test('default: a signed heartbeat is heard, and forgotten a minute later', async () => {
    let now = NOW;
    const presence = open(() => now);
    presence.accept(await signed());
    expect(presence.list()).toMatchObject([{ worker: wallet.address, region: 'eu-west' }]);
    now += 61_000;
    expect(presence.list()).toEqual([]);
  });

  test('error: forged, changed, for another network', async () => {
    const presence = open();
    const forged = await signed({}, { by: new Wallet(`0x${'22'.repeat(32)}`) });
    const elsewhere = await signed({}, { at: { ...domain, chainId: 1n } });
    const good = await signed();
    const changed = { ...good, heartbeat: { ...good.heartbeat, load: 0 } };
    for (const wrong of [forged, elsewhere, changed]) {
      expect(() => presence.accept(wrong)).toThrow(
        expect.objectContaining({ code: 'E_SIGNATURE' }),
      );
    }
    expect(() => presence.accept({ ...good, extra: 1 })).toThrow(
      expect.objectContaining({ code: 'E_SCHEMA' }),
    );
  });

  test('error: said again, too old, from the future', async () => {
    const presence = open();
    const first = await signed({ sequence: 5 });
    presence.accept(first);
    const refuses = (one: SignedHeartbeat) =>
      expect(() => presence.accept(one)).toThrow(
        expect.objectContaining({ code: 'E_HEARTBEAT_STALE' }),
      );
    refuses(first);
    refuses(await signed({ sequence: 4 }));
    for (const seconds of [-61, 61]) {
      refuses(await signed({ sequence: 6, sentAt: NOW / 1000 + seconds }));
    }
  });

  test('behavior: a restart is no twin, two at once are', async () => {
    const presence = open();
    presence.accept(await signed({ sequence: 8 }));
    expect(presence.accept(await signed({ instance: instance('02') })).twin).toBe(false);
    expect(presence.accept(await signed({ sequence: 9 })).twin).toBe(true);
  });
});

describe('announce', () => {
  test('default: over HTTP, signed anew each time, until stopped; a twin is told of', async () => {
    const presence = createPresence(domain, { now: () => Date.now() });
    server = await servePresence(presence);
    const stop = new AbortController();
    const twins: string[] = [];
    const components = (byte: string): AnnounceComponents => ({
      ...{ wallet, domain, instance: instance(byte), now: () => Date.now() },
      sink: httpSink(server?.url ?? ''),
      capabilities: () => capabilities,
      log: () => undefined,
      onTwin: ({ code }) => {
        twins.push(code);
        stop.abort();
      },
    });
    const options = { everyMs: 20, signal: stop.signal };
    await Promise.all([announce(components('01'), options), announce(components('02'), options)]);
    expect(twins[0]).toBe('E_DOPPELGANGER');
    const listed = await (await fetch(`${server.url}/v1/heartbeats`)).json();
    expect(listed).toMatchObject({ present: [{ worker: wallet.address, load: 500 }] });
  });
});
