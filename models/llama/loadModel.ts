import { freemem } from 'node:os';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { messageOf, PoiwError } from '../../core/errors.ts';
import type { AttemptOptions, WireReply, WireRequest } from '../adapter.ts';
import { modelError } from '../modelError.ts';
import { loadLibrary, type Library } from './loadLibrary.ts';
import { createSequencePool } from './sequencePool.ts';
import type { Loaded, LoadOptions } from './protocol.ts';

export interface LoadedModel {
  readonly facts: Loaded;
  ask(request: WireRequest, options: AttemptOptions): Promise<WireReply>;
}

/** Loads a model, or says why it cannot be: before it takes the memory that is not there. */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const library = await loadLibrary();
  const said: string[] = [];
  const start = performance.now();
  const llama = await library.getLlama({
    gpu: options.gpu,
    build: 'never',
    maxThreads: options.threads,
    logLevel: library.LlamaLogLevel.warn,
    logger: (_level, line) => said.push(line.trim()),
  });
  let model: LlamaModel;
  let context: LlamaContext;
  try {
    await refuseTooLarge(library, llama, options);
    model = await llama.loadModel({ modelPath: options.path, checkTensors: true });
    context = await model.createContext({
      contextSize: Math.min(options.contextTokens, model.trainContextSize),
      sequences: options.sequences,
      threads: options.threads,
    });
  } catch (thrown) {
    throw loadError(thrown, said);
  }
  const pool = createSequencePool({ library, llama, model, context });
  return {
    facts: {
      gpu: llama.gpu === false ? 'cpu' : llama.gpu,
      devices: await llama.getGpuDeviceNames(),
      gpuShare: model.gpuLayers / Math.max(1, model.fileInsights.totalLayers),
      contextTokens: context.contextSize,
      sizeBytes: model.size,
      loadMs: Math.round(performance.now() - start),
    },
    ask: (request, more) => pool.ask(request, more),
  };
}

/** Estimates of weights and context against what is free, from the file's header alone. */
async function refuseTooLarge(
  { readGgufFileInfo, GgufInsights }: Library,
  llama: Llama,
  { path, contextTokens, sequences, memoryLimit }: LoadOptions,
): Promise<void> {
  const insights = await GgufInsights.from(await readGgufFileInfo(path), llama);
  const video = await llama.getVramState();
  const layers = llama.gpu === false ? 0 : insights.totalLayers;
  const weights = await insights.estimateModelResourceRequirementsV2({ gpuLayers: layers });
  const state = await insights.estimateContextResourceRequirementsV2({
    contextSize: Math.min(contextTokens, insights.trainContextSize ?? contextTokens),
    sequences,
    modelGpuLayers: layers,
  });
  const needed = weights.cpuRam + weights.gpuVram + state.cpuRam + state.gpuVram;
  // What does not fit the GPU may lie in memory: only both together are the limit.
  const free = memoryLimit ?? freemem() + (llama.gpu === false ? 0 : video.free);
  if (needed <= free) return;
  const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(2);
  throw modelError(
    'E_MODEL_MEMORY',
    `the model with ${sequences} contexts of ${contextTokens} tokens needs ${gib(needed)} GiB, ${gib(free)} GiB are free`,
  );
}

function loadError(thrown: unknown, said: readonly string[]): PoiwError {
  if (thrown instanceof PoiwError) return thrown;
  const name = thrown instanceof Error ? thrown.constructor.name : '';
  const why = [messageOf(thrown), ...said.slice(-2)].join('; ').slice(0, 400);
  if (name === 'InsufficientMemoryError') return modelError('E_MODEL_MEMORY', why);
  return modelError('E_MODEL_FILE', `the model does not load: ${why}`, { cause: thrown });
}
