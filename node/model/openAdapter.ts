import { availableParallelism, homedir } from 'node:os';
import { basename, join } from 'node:path';
import { PoiwError } from '../../core/errors.ts';
import type { ModelAdapter } from '../../models/adapter.ts';
import { modelError } from '../../models/modelError.ts';
import { loadModelKey } from './loadModelKey.ts';
import type { ModelSettings } from './modelSettings.ts';

export interface OpenAdapterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

const OPENAI = 'https://api.openai.com/v1';
const ANTHROPIC = 'https://api.anthropic.com';
const OLLAMA = 'http://127.0.0.1:11434';
const HUB = 'https://huggingface.co';
/** What a conversation needs at least; Ollama's own default is far less. */
const CONTEXT = 32_768;
const LOAD_DEADLINE_MS = 300_000;

/** Where pulled models lie unless told otherwise. */
export function modelsFolderOf(
  { modelsFolder }: Pick<ModelSettings, 'modelsFolder'>,
  env: OpenAdapterOptions['env'],
): string {
  return modelsFolder ?? env['POIW_MODELS'] ?? join(homedir(), '.cache', 'poiw', 'models');
}

/** Hugging Face or the mirror of HF_ENDPOINT. */
export function hubOf(env: OpenAdapterOptions['env']): string {
  return env['HF_ENDPOINT'] ?? HUB;
}

/**
 * The adapter a model's name asks for. SDKs are loaded only when they are used.
 *
 * @throws PoiwError E_USAGE for a name that is none, E_MODEL_AUTH, E_MODEL_NOT_FOUND
 */
export async function openAdapter(
  settings: ModelSettings,
  options: OpenAdapterOptions,
): Promise<ModelAdapter> {
  const { model } = settings;
  if (/^(hf:|gguf:)|\.gguf$/i.test(model)) return openLlama(settings, options);
  if (/^https?:\/\//.test(model)) {
    const url = new URL(model);
    const name = decodeURIComponent(url.hash.slice(1));
    url.hash = '';
    return openOpenAi(settings, options, { url: url.href.replace(/\/$/, ''), name });
  }
  const [, scheme = '', name = ''] = /^(openai|anthropic|ollama):(.+)$/.exec(model) ?? [];
  const url = settings.modelUrl;
  if (scheme === 'openai') return openOpenAi(settings, options, { url: url ?? OPENAI, name });
  if (scheme === 'anthropic')
    return openAnthropic(settings, options, { url: url ?? ANTHROPIC, name });
  if (scheme === 'ollama')
    return openOllama(settings, options, {
      url: url ?? options.env['OLLAMA_HOST'] ?? OLLAMA,
      name,
    });
  throw new PoiwError('E_USAGE', `"${model}" names no model`, {
    hint: 'a .gguf file, hf:user/repo/file.gguf, http://host/v1#name, openai:NAME, anthropic:NAME or ollama:NAME',
  });
}

interface Place {
  readonly url: string;
  readonly name: string;
}

const common = (
  { fetch: send }: OpenAdapterOptions,
  { modelContext, modelParallel = 4 }: ModelSettings,
) => ({
  fetch: send,
  now: () => Date.now(),
  contextTokens: modelContext ?? null,
  maxParallel: modelParallel,
});

async function openOpenAi(
  settings: ModelSettings,
  options: OpenAdapterOptions,
  { url, name }: Place,
) {
  const { createOpenAiAdapter } = await import('../../models/openai/createOpenAiAdapter.ts');
  // A key goes to the host it is for: the well-known variable only to the well-known host.
  const apiKey = await keyFor(settings, options, url === OPENAI ? 'OPENAI_API_KEY' : undefined);
  if (name === '') {
    throw new PoiwError('E_USAGE', `${url} needs the name of a model`, { hint: `${url}#NAME` });
  }
  return createOpenAiAdapter({ ...common(options, settings), model: name, baseUrl: url, apiKey });
}

async function openAnthropic(
  settings: ModelSettings,
  options: OpenAdapterOptions,
  { url, name }: Place,
) {
  const { createAnthropicAdapter } =
    await import('../../models/anthropic/createAnthropicAdapter.ts');
  const apiKey = await keyFor(
    settings,
    options,
    url === ANTHROPIC ? 'ANTHROPIC_API_KEY' : undefined,
  );
  if (apiKey === undefined) throw noKey('POIW_MODEL_KEY');
  return createAnthropicAdapter({
    ...common(options, settings),
    model: name,
    baseUrl: url,
    apiKey,
  });
}

async function openOllama(
  settings: ModelSettings,
  options: OpenAdapterOptions,
  { url, name }: Place,
) {
  const { createOllamaAdapter } = await import('../../models/ollama/createOllamaAdapter.ts');
  const host = url.includes('://') ? url : `http://${url}`;
  const contextTokens = settings.modelContext ?? CONTEXT;
  const { modelParallel: maxParallel = 1 } = settings;
  return createOllamaAdapter({
    ...{ ...common(options, settings), contextTokens, maxParallel },
    ...{ model: name, host, tools: false },
  });
}

async function openLlama(
  settings: ModelSettings,
  options: OpenAdapterOptions,
): Promise<ModelAdapter> {
  const { createLlamaAdapter } = await import('../../models/llama/createLlamaAdapter.ts');
  const { resolveModel } = await import('../../models/llama/resolveModel.ts');
  const path = await resolveModel(settings.model, {
    folder: modelsFolderOf(settings, options.env),
    fetch: options.fetch,
    signal: options.signal,
    hub: hubOf(options.env),
  });
  const { gpu = 'auto' } = settings;
  return createLlamaAdapter({
    name: basename(path),
    path,
    gpu: gpu === 'off' ? false : gpu,
    // Threads that wait for each other spin: more than there are cores is slower than one.
    threads: settings.threads ?? Math.max(1, Math.floor(availableParallelism() / 2)),
    contextTokens: settings.modelContext ?? CONTEXT,
    sequences: settings.modelParallel ?? 1,
    loadDeadlineMs: LOAD_DEADLINE_MS,
  });
}

async function keyFor(
  { modelKey }: ModelSettings,
  { env }: OpenAdapterOptions,
  wellKnown: string | undefined,
): Promise<string | undefined> {
  if (modelKey !== undefined) return loadModelKey(modelKey, env);
  if (env['POIW_MODEL_KEY'] !== undefined) return env['POIW_MODEL_KEY'];
  if (wellKnown === undefined) return undefined;
  const key = env[wellKnown];
  if (key === undefined || key === '') throw noKey(wellKnown);
  return key;
}

function noKey(variable: string) {
  return modelError('E_MODEL_AUTH', 'the model backend needs a key', {
    hint: `set ${variable}, or name another with --model-key env:NAME or file:PATH`,
  });
}
