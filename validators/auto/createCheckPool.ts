import { Piscina } from 'piscina';
import { PoiwError } from '../../core/errors.ts';
import { JOB_DEADLINE_MS } from './limits.ts';
import type { CheckPool } from './pool.ts';
import type { SolcStore } from './solidity/createSolcStore.ts';
import type { JobOutcome } from './worker.ts';

export interface CheckPoolOptions {
  /** Worker threads, each with its own compiler instance; default 2. */
  readonly threads?: number;
  /** Kill switch of one job, counted from its dispatch to a thread; default 60 s. */
  readonly deadlineMs?: number;
  /** Heap of one worker, MiB; default 512. WebAssembly and buffers do not count. */
  readonly heapMb?: number;
  /** Where compilers come from that the package does not hold; without it there are no others. */
  readonly solcStore?: SolcStore;
}

/** Wasm memory and buffers do not count, so inputs are capped as well. */
const HEAP_MB = 512;
const STACK_MB = 4;

/**
 * A pool of threads running {@link file://./worker.ts}. Nothing starts before the first job; idle
 * threads do not keep the process alive. A job that overruns loses its thread, the others do not
 * notice.
 */
export function createCheckPool(options: CheckPoolOptions = {}): CheckPool {
  const { threads = 2, deadlineMs = JOB_DEADLINE_MS, heapMb = HEAP_MB, solcStore } = options;
  const slots = createSlots(threads);
  const stopping = new AbortController();
  let started: Piscina | undefined;

  return {
    ...(solcStore === undefined ? {} : { solcStore }),
    async run<Result>(
      job: { readonly name: string },
      { signal }: { signal: AbortSignal },
    ): Promise<Result> {
      const stop = AbortSignal.any([signal, stopping.signal]);
      await slots.take(stop);
      try {
        started ??= startThreads(threads, heapMb);
        return await dispatch<Result>(started, job, { stop, deadlineMs });
      } finally {
        slots.give();
      }
    },
    async stop() {
      stopping.abort();
      await started?.destroy();
    },
  };
}

function startThreads(threads: number, heapMb: number): Piscina {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  return new Piscina({
    filename: new URL(file, import.meta.url).href,
    name: 'runJob',
    minThreads: 1,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: STACK_MB },
  });
}

async function dispatch<Result>(
  piscina: Piscina,
  job: { readonly name: string },
  { stop, deadlineMs }: { stop: AbortSignal; deadlineMs: number },
): Promise<Result> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  let outcome: JobOutcome;
  try {
    outcome = (await piscina.run(job, {
      signal: AbortSignal.any([stop, deadline.signal]),
    })) as JobOutcome;
  } catch (cause) {
    throw jobError(job.name, cause, { stop, deadline: deadline.signal });
  } finally {
    clearTimeout(timer);
  }
  if (outcome.ok) return outcome.value as Result;
  const { code, message, hint, details } = outcome.error;
  throw new PoiwError(code, message, { ...(hint === undefined ? {} : { hint }), details });
}

function jobError(
  name: string,
  cause: unknown,
  { stop, deadline }: { stop: AbortSignal; deadline: AbortSignal },
): PoiwError {
  if (stop.aborted) return stopped(cause);
  if (deadline.aborted) {
    return new PoiwError('E_CHECK_TIMEOUT', `check job "${name}" overran its deadline`, {
      cause,
      hint: 'this machine may be overloaded: the same check may pass later',
      retryable: true,
    });
  }
  return new PoiwError('E_CHECK_CRASHED', `the worker of check job "${name}" died`, {
    cause,
    hint: 'most often memory ran out: give the validator more, or fewer threads',
    retryable: true,
  });
}

function stopped(cause?: unknown): PoiwError {
  return new PoiwError('E_ABORTED', 'stopped by request', { cause });
}

/** First come, first served: a job's deadline must not run while it waits for a thread. */
function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take(signal: AbortSignal): Promise<void> {
      if (signal.aborted) throw stopped(signal.reason);
      if (free > 0) {
        free -= 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const wake = () => resolve(undefined);
      const leave = () => {
        const at = waiting.indexOf(wake);
        if (at >= 0) waiting.splice(at, 1);
        reject(stopped(signal.reason));
      };
      waiting.push(wake);
      signal.addEventListener('abort', leave, { once: true });
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    give(): void {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
