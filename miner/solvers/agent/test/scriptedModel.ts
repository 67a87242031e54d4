import type { ModelBackend } from '../../../../models/backend.ts';
import { createOllamaAdapter } from '../../../../models/ollama/createOllamaAdapter.ts';
import type { SpendCaps, Ledger } from '../../../../models/spend/createLedger.ts';
import { parsePrice } from '../../../../models/spend/price.ts';
import {
  startModelServer,
  type ModelServer,
  type Respond,
} from '../../../../models/test/modelServer.ts';
import { testAdapter, testBackend } from '../../../../models/test/testBackend.ts';

export interface Move {
  readonly tool: string;
  readonly input: unknown;
}

export interface ScriptedModel {
  readonly backend: ModelBackend;
  readonly ledger: Ledger;
  readonly server: ModelServer;
}

/** A backend over a real server whose model makes the moves of a script, then ends. */
export async function scriptedModel(
  mode: 'tools' | 'json',
  moves: readonly Move[] | ((prompt: string, count: number) => Move | string),
  caps: SpendCaps = {},
): Promise<ScriptedModel> {
  const respond: Respond = ({ prompt }, count) => {
    const move =
      typeof moves === 'function'
        ? moves(prompt, count)
        : (moves[count - 1] ?? { tool: 'finish', input: { summary: 'done' } });
    const usage = { input: 100, output: 10 };
    if (typeof move === 'string') return { text: move, usage };
    const { tool, input } = move;
    if (mode === 'tools') return { text: 'next', calls: [{ name: tool, input }], usage };
    return { text: JSON.stringify({ thought: 'next', action: { tool, input } }), usage };
  };
  const server = await startModelServer(mode === 'tools' ? 'openai' : 'ollama', respond);
  const adapter =
    mode === 'tools'
      ? testAdapter('openai', server.url)
      : createOllamaAdapter({
          model: 'scripted',
          host: server.url,
          fetch,
          now: () => Date.now(),
          contextTokens: 65_536,
          tools: false,
          maxParallel: 2,
        });
  return { ...testBackend(adapter, { price: parsePrice('2', '10'), caps }), server };
}
