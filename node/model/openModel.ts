import { randomBytes, randomUUID } from 'node:crypto';
import { PoiwError } from '../../core/errors.ts';
import type { ModelBackend } from '../../models/backend.ts';
import { systemClock } from '../../models/clock.ts';
import { createBackend } from '../../models/pipeline/createBackend.ts';
import { createLedger, type Ledger, type SpendCaps } from '../../models/spend/createLedger.ts';
import { FREE, parseDollars, parsePrice } from '../../models/spend/price.ts';
import { createMemorySpendStore } from '../../models/spend/spendStore.ts';
import type { ModelSettings } from './modelSettings.ts';
import { openAdapter, type OpenAdapterOptions } from './openAdapter.ts';
import { openSpendStore } from './openSpendStore.ts';

export interface OpenModel {
  readonly backend: ModelBackend;
  readonly ledger: Ledger;
  /** Whether costs are counted at a price somebody gave. */
  readonly priced: boolean;
  close(): Promise<void>;
}

export interface OpenModelOptions extends OpenAdapterOptions {
  /** File the spend is kept in; without one it is forgotten. */
  readonly spendFile?: string;
}

/** Opens the model settings name, with its ledger and caps. Nothing is asked of it yet. */
export async function openModel(
  settings: ModelSettings,
  options: OpenModelOptions,
): Promise<OpenModel> {
  const { priceIn, priceOut } = settings;
  const priced = priceIn !== undefined && priceOut !== undefined;
  const caps = capsOf(settings);
  if (!priced && (caps.costPerTask !== undefined || caps.costPerDay !== undefined)) {
    throw new PoiwError('E_USAGE', 'a cap in dollars needs a price', {
      hint: 'give --price-in and --price-out in USD per million tokens (0 for a model of your own)',
    });
  }
  const adapter = await openAdapter(settings, options);
  const { spendFile } = options;
  const store = spendFile === undefined ? createMemorySpendStore() : openSpendStore(spendFile);
  const clock = systemClock;
  const price = priced ? parsePrice(priceIn, priceOut) : FREE;
  const ledger = createLedger({ store, clock, newId: randomUUID }, { price, caps });
  const newNonce = () => randomBytes(4).toString('hex');
  const backend = createBackend({ adapter, clock, ledger, random: Math.random, newNonce });
  return {
    backend,
    ledger,
    priced,
    async close() {
      await backend.close();
      store.close();
    },
  };
}

function capsOf({ maxCostTask, maxCostDay, maxTokens }: ModelSettings): SpendCaps {
  return {
    ...(maxCostTask === undefined ? {} : { costPerTask: parseDollars(maxCostTask) }),
    ...(maxCostDay === undefined ? {} : { costPerDay: parseDollars(maxCostDay) }),
    ...(maxTokens === undefined ? {} : { tokensPerTask: maxTokens }),
  };
}
