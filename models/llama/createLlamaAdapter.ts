import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PoiwError } from '../../core/errors.ts';
import type { AttemptOptions, ModelAdapter, WireReply, WireRequest } from '../adapter.ts';
import { modelError, type ModelErrorCode } from '../modelError.ts';
import type { ChildError, FromChild, Loaded, LoadOptions, ToChild } from './protocol.ts';

export interface LlamaOptions extends LoadOptions {
  /** Name in logs and ledgers. */
  readonly name: string;
  /** Ends the model's process when it takes longer to load; milliseconds. */
  readonly loadDeadlineMs: number;
}

/** A process that dies so often with one file is given up. */
const MAX_CRASHES = 2;

interface Waiting {
  readonly onText: ((delta: string) => void) | undefined;
  readonly resolve: (reply: WireReply) => void;
  readonly reject: (error: PoiwError) => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly loaded: Promise<Loaded>;
  readonly waiting: Map<number, Waiting>;
}

/** A GGUF file, run by node-llama-cpp in a process of its own that is started when first needed. */
export function createLlamaAdapter(options: LlamaOptions): ModelAdapter {
  let running: Running | undefined;
  let crashes = 0;
  let next = 0;

  function start(): Running {
    if (crashes >= MAX_CRASHES) {
      throw modelError('E_MODEL_CRASHED', `the model process died ${crashes} times with this file`);
    }
    running ??= spawn(options, () => {
      running = undefined;
      crashes += 1;
    });
    return running;
  }

  return {
    id: `llama:${options.name}`,
    kind: 'llama',
    dialect: 'llama',
    caps: {
      grammar: 'hard',
      tools: false,
      seed: true,
      maxParallel: options.sequences,
      contextTokens: options.contextTokens,
    },
    async health(signal) {
      const facts = await abortable(start().loaded, signal);
      const where =
        facts.devices.length === 0 ? facts.gpu : `${facts.gpu} (${facts.devices.join(', ')})`;
      return {
        detail: `${options.name} on ${where}, context ${facts.contextTokens}, loaded in ${facts.loadMs} ms`,
        modelDigest: null,
        gpuShare: facts.gpuShare,
      };
    },
    async complete(request, attempt) {
      const at = start();
      await abortable(at.loaded, attempt.signal);
      next += 1;
      return ask(at, next, { request, attempt });
    },
    async close() {
      const at = running;
      if (at === undefined) return;
      running = undefined;
      at.child.removeAllListeners('exit');
      const gone = new Promise((resolve) => at.child.once('exit', resolve));
      at.child.kill('SIGKILL');
      await gone;
    },
  };
}

function spawn(options: LlamaOptions, onGone: () => void): Running {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./llamaChild.${extension}`, import.meta.url));
  // Nothing of the parent's Node flags (the library starts a process of its own with them), and of
  // its environment only what finds libraries and drivers.
  const { PATH, HOME, LD_LIBRARY_PATH, CUDA_VISIBLE_DEVICES } = process.env;
  const env = { PATH, HOME, LD_LIBRARY_PATH, CUDA_VISIBLE_DEVICES };
  const child = fork(script, [], {
    execArgv: [],
    serialization: 'advanced',
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  const loaded = new Promise<Loaded>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        modelError('E_MODEL_TIMEOUT', `the model did not load in ${options.loadDeadlineMs} ms`),
      );
    }, options.loadDeadlineMs);
    child.on('message', (message: FromChild) => {
      if (message.type === 'loaded') {
        clearTimeout(late);
        resolve(message.loaded);
      } else if (message.type === 'failed') {
        clearTimeout(late);
        reject(errorOf(message.error));
        child.kill('SIGKILL');
      } else handle(waiting, message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      onGone();
      const how = signal ?? `code ${code ?? 'unknown'}`;
      const died = modelError('E_MODEL_CRASHED', `the model process died (${how})`);
      reject(died);
      for (const one of waiting.values()) one.reject(died);
      waiting.clear();
    });
  });
  // Whoever asks hears of it; a failed load that nobody waits for is no crash of ours.
  loaded.catch(() => undefined);
  tell(child, { type: 'load', options });
  return { child, loaded, waiting };
}

function handle(waiting: Map<number, Waiting>, message: FromChild): void {
  if (message.type === 'loaded' || message.type === 'failed') return;
  const one = waiting.get(message.id);
  if (one === undefined) return;
  if (message.type === 'text') {
    one.onText?.(message.delta);
    return;
  }
  waiting.delete(message.id);
  if (message.type === 'reply') one.resolve(message.reply);
  else one.reject(errorOf(message.error));
}

interface Ask {
  readonly request: WireRequest;
  readonly attempt: AttemptOptions;
}

function ask(
  { child, waiting }: Running,
  id: number,
  { request, attempt }: Ask,
): Promise<WireReply> {
  const { signal, onText } = attempt;
  return new Promise((resolve, reject) => {
    const stop = () => {
      waiting.delete(id);
      tell(child, { type: 'abort', id });
      reject(new PoiwError('E_ABORTED', 'stopped by request'));
    };
    const end =
      <Value>(done: (value: Value) => void) =>
      (value: Value) => {
        signal.removeEventListener('abort', stop);
        done(value);
      };
    waiting.set(id, { onText, resolve: end(resolve), reject: end(reject) });
    if (signal.aborted) stop();
    else {
      signal.addEventListener('abort', stop, { once: true });
      tell(child, { type: 'ask', id, request });
    }
  });
}

function tell(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message);
}

function errorOf({ code, message }: ChildError): PoiwError {
  if (code === 'E_CONFIG') {
    return new PoiwError('E_CONFIG', message, {
      hint: 'npm install node-llama-cpp@3.22.1 where poiw is installed',
    });
  }
  return modelError(code satisfies ModelErrorCode, message);
}

function abortable<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new PoiwError('E_ABORTED', 'stopped by request'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
