import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerScope } from '../../miner/ledgerScope.ts';
import { openLedger } from './ledger/openLedger.ts';
import { openNetwork } from '../openNetwork.ts';
import { workerAddress } from '../workerAddress.ts';
import { minerEarnings, type Earnings } from './earnings.ts';
import { knownSettings, type GivenSettings } from './mergeSettings.ts';

export interface ShowEarningsOptions {
  readonly given: GivenSettings & { readonly worker?: string };
  readonly fallback: { readonly network: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * What a miner earned and, where its data folder is named, what it spent. The daemon may run.
 *
 * @throws PoiwError E_USAGE, E_CONFIG, E_NOT_FOUND, E_RPC_UNREACHABLE
 */
export async function showEarnings(options: ShowEarningsOptions): Promise<Earnings> {
  const { given, fallback, env, signal, now } = options;
  const settings = await knownSettings(given, fallback);
  const { data, weiPerUsd } = settings;
  const worker = await workerAddress({ ...settings, env });
  const { chain, network } = await openNetwork(settings.network, { signal });
  const file = data === undefined ? undefined : join(data, 'ledger.db');
  // A miner that has not worked yet, or lost its disk, still has its record on the chain.
  const ledger =
    file === undefined || !existsSync(file)
      ? undefined
      : openLedger(file, { scope: ledgerScope(chain), readOnly: true });
  try {
    return await minerEarnings(chain, {
      ...{ worker, weiPerUsd, fromBlock: network.fromBlock, now: Math.floor(now() / 1000) },
      ...(ledger === undefined ? {} : { ledger }),
    });
  } finally {
    ledger?.close();
    chain.close();
  }
}
