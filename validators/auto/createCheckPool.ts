import { Piscina } from 'piscina';
import { PoiwError } from '../../core/errors.ts';
import type { Slot } from './createSlot.ts';
import { createSlots, stopped } from './createSlots.ts';
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

/** An idle thread ends after this, milliseconds, and its memory goes back. */
const IDLE_MS = 60_000;

/** Part of the deadline after which a job is likely to be killed: its successor's thread starts. */
const SUSPECT = 4;

/**
 * A pool of threads running {@link file://./worker.ts}. Nothing starts before the first job; idle
 * threads do not keep the process alive. A job that overruns loses its thread, the others do not
 * notice, and by then another thread is ready for the next job.
 */
export function createCheckPool(options: CheckPoolOptions = {}): CheckPool {
  const { threads = 2, deadlineMs = JOB_DEADLINE_MS, heapMb = HEAP_MB, solcStore } = options;
  const slots = createSlots(threads, () => startThread(heapMb));
  const stopping = new AbortController();

  return {
    ...(solcStore === undefined ? {} : { solcStore }),
    async run<Result>(
      job: { readonly name: string },
      { signal }: { signal: AbortSignal },
    ): Promise<Result> {
      const stop = AbortSignal.any([signal, stopping.signal]);
      const slot = await slots.take(stop);
      try {
        return await dispatch<Result>(slot, job, { stop, deadlineMs });
      } finally {
        slots.give(slot);
      }
    },
    async stop() {
      stopping.abort();
      await slots.end();
    },
  };
}

/** A thread of its own: which one a job meets, and which one goes, is then ours to say. */
function startThread(heapMb: number): Piscina {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  return new Piscina({
    filename: new URL(file, import.meta.url).href,
    name: 'runJob',
    minThreads: 0,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: STACK_MB },
  });
}

async function dispatch<Result>(
  slot: Slot,
  job: { readonly name: string },
  { stop, deadlineMs }: { stop: AbortSignal; deadlineMs: number },
): Promise<Result> {
  const deadline = new AbortController();
  const timers = [
    setTimeout(() => deadline.abort(), deadlineMs),
    setTimeout(() => slot.prepare(), deadlineMs / SUSPECT),
  ];
  let outcome: JobOutcome;
  try {
    outcome = await slot.run(job, AbortSignal.any([stop, deadline.signal]));
  } catch (cause) {
    slot.replace();
    throw jobError(job.name, cause, { stop, deadline: deadline.signal });
  } finally {
    timers.forEach(clearTimeout);
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
