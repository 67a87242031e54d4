import type { Piscina } from 'piscina';
import { PoiwError } from '../../core/errors.ts';
import { createSlot, type OwnedSlot, type Slot } from './createSlot.ts';

/** First come, first served: a job's deadline must not run while it waits for a thread. */
export function createSlots(count: number, startThread: () => Piscina) {
  const all = Array.from({ length: count }, () => createSlot(startThread));
  const free = [...all];
  const waiting: Waiter[] = [];
  return {
    /** @throws PoiwError E_ABORTED */
    async take(signal: AbortSignal): Promise<Slot> {
      if (signal.aborted) throw stopped(signal.reason);
      // The one used last: its tools are loaded, and the others may end idle.
      return free.pop() ?? waitIn(waiting, signal);
    },
    give(slot: Slot): void {
      const next = waiting.shift();
      if (next === undefined) free.push(slot as OwnedSlot);
      else next(slot as OwnedSlot);
    },
    async end(): Promise<void> {
      await Promise.all(all.map((slot) => slot.end()));
    },
  };
}

type Waiter = (slot: OwnedSlot) => void;

/** Until somebody gives a slot back. */
async function waitIn(waiting: Waiter[], signal: AbortSignal): Promise<Slot> {
  const { promise, resolve, reject } = Promise.withResolvers<OwnedSlot>();
  const leave = () => {
    const at = waiting.indexOf(resolve);
    if (at >= 0) waiting.splice(at, 1);
    reject(stopped(signal.reason));
  };
  waiting.push(resolve);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

export function stopped(cause?: unknown): PoiwError {
  return new PoiwError('E_ABORTED', 'stopped by request', { cause });
}
