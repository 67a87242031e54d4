/** Which of many things to look at again, and when: later and later the more often one failed. */
export interface Backoff {
  /** One look at everything is over. */
  tick(): void;
  isDue(id: bigint): boolean;
  failed(id: bigint): void;
}

/** Most looks that are let go by: with one a second, some minutes. */
const MOST = 256;

export function createBackoff(): Backoff {
  const waits = new Map<bigint, { readonly looks: number; readonly until: number }>();
  let look = 0;
  return {
    tick: () => void (look += 1),
    isDue: (id) => look >= (waits.get(id)?.until ?? 0),
    failed(id) {
      const looks = Math.min(MOST, 2 * (waits.get(id)?.looks ?? 0.5));
      waits.set(id, { looks, until: look + looks });
    },
  };
}
