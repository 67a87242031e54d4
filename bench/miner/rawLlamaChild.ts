/** node-llama-cpp as its own documentation uses it, in a process of its own: the bench's baseline. */
import { getLlama, LlamaChatSession, LlamaLogLevel } from 'node-llama-cpp';

export interface RawJob {
  readonly path: string;
  readonly threads: number;
  readonly contextTokens: number;
  readonly system: string;
}

export interface RawRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly seed: number;
}

export interface RawReply {
  readonly tokens: number;
  readonly ms: number;
}

const job = JSON.parse(process.argv[2] ?? '') as RawJob;
const llama = await getLlama({
  ...{ gpu: false, build: 'never', maxThreads: job.threads, logLevel: LlamaLogLevel.error },
});
const model = await llama.loadModel({ modelPath: job.path, checkTensors: true });
const context = await model.createContext({
  ...{ contextSize: job.contextTokens, sequences: 1, threads: job.threads },
});
const session = new LlamaChatSession({ contextSequence: context.getSequence() });

process.on('message', (request: RawRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function answer({ prompt, maxTokens, seed }: RawRequest): Promise<RawReply> {
  const before = session.sequence.tokenMeter.getState();
  const start = performance.now();
  session.setChatHistory([{ type: 'system', text: job.system }]);
  await session.promptWithMeta(prompt, { maxTokens, seed, temperature: 0.7 });
  const ms = performance.now() - start;
  return { tokens: session.sequence.tokenMeter.diff(before).usedOutputTokens, ms };
}
