import { createAnthropicAdapter } from '../anthropic/createAnthropicAdapter.ts';
import type { ModelAdapter } from '../adapter.ts';
import type { ModelBackend } from '../backend.ts';
import { systemClock } from '../clock.ts';
import { createOllamaAdapter } from '../ollama/createOllamaAdapter.ts';
import { createOpenAiAdapter } from '../openai/createOpenAiAdapter.ts';
import { createBackend } from '../pipeline/createBackend.ts';
import { createLedger, type Ledger, type SpendCaps } from '../spend/createLedger.ts';
import { FREE, type Price } from '../spend/price.ts';
import { createMemorySpendStore } from '../spend/spendStore.ts';
import type { Protocol } from './modelServer.ts';

/** An HTTP adapter for a local protocol server. */
export function testAdapter(protocol: Protocol, url: string): ModelAdapter {
  const common = { model: 'scripted', fetch, now: () => Date.now(), maxParallel: 4 };
  switch (protocol) {
    case 'openai':
      return createOpenAiAdapter({
        ...common,
        baseUrl: url,
        apiKey: 'test-key',
        contextTokens: null,
      });
    case 'anthropic':
      return createAnthropicAdapter({
        ...common,
        baseUrl: url,
        apiKey: 'test-key',
        contextTokens: null,
      });
    case 'ollama':
      return createOllamaAdapter({ ...common, host: url, contextTokens: 32_768, tools: true });
  }
}

export interface TestBackend {
  readonly backend: ModelBackend;
  readonly ledger: Ledger;
}

/** The pipeline over an adapter with a ledger in memory and no jitter. */
export function testBackend(
  adapter: ModelAdapter,
  { price = FREE, caps = {} }: { readonly price?: Price; readonly caps?: SpendCaps } = {},
): TestBackend {
  let ids = 0;
  const components = {
    store: createMemorySpendStore(),
    clock: systemClock,
    newId: () => `call-${(ids += 1)}`,
  };
  const ledger = createLedger(components, { price, caps });
  const backend = createBackend({
    adapter,
    ledger,
    clock: systemClock,
    random: () => 0,
    newNonce: () => 'c0ffee',
  });
  return { backend, ledger };
}
