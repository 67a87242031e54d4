import { computeAddress } from 'ethers';
import { join } from 'node:path';
import type { Hex } from '../core/contentId.ts';
import type { Publisher } from './hiddenPromise.ts';
import { loadKey } from './loadKey.ts';
import { openJournal } from './openJournal.ts';
import { openNetwork, type NetworkChoice } from './openNetwork.ts';

export interface PublisherOptions extends NetworkChoice {
  readonly key: string;
  readonly passwordFile?: string;
  /** Folder of the publisher's journal: it remembers what was sent and how to open hidden parts. */
  readonly data: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs something with a publisher's key and journal, and closes both. */
export async function withPublisher<T>(
  options: PublisherOptions,
  run: (publisher: Publisher) => Promise<T>,
): Promise<T> {
  const key: Hex = await loadKey(options.key, options);
  const { signal, progress } = options;
  const journal = openJournal(join(options.data, 'journal.db'));
  try {
    const opened = await openNetwork(options, {
      ...{ signal, privateKey: key, transactions: journal.transactions },
      log: (event, facts) => progress(`chain: ${event} ${JSON.stringify(facts ?? {})}`),
    });
    try {
      return await run({ ...opened, key, address: computeAddress(key) as Hex, journal });
    } finally {
      opened.chain.close();
    }
  } finally {
    journal.close();
  }
}
