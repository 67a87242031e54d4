/** Environment variable of a daemon that is to stop when its stdin ends, because its parent is gone. */
export const STOP_WITH_PARENT = 'POIW_STOP_WITH_PARENT';

export interface StopSignal {
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Name of the signal that came, if one did. */
  readonly caught: () => 'SIGINT' | 'SIGTERM' | undefined;
}

/**
 * Listens for what asks this process to stop: Ctrl-C, SIGTERM, and for a daemon started by a demo
 * the end of its parent. A second Ctrl-C waits for nothing.
 *
 * @param onSecond called when the user asks again
 */
export function stopSignal(onSecond: (name: 'SIGINT' | 'SIGTERM') => void): StopSignal {
  const controller = new AbortController();
  let caught: 'SIGINT' | 'SIGTERM' | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (caught !== undefined) onSecond(name);
      caught = name;
      controller.abort();
    });
  }
  if (process.env[STOP_WITH_PARENT] === '1') {
    process.stdin.once('end', () => controller.abort()).resume();
  }
  return { signal: controller.signal, caught: () => caught };
}
