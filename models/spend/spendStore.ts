/** One call of a model, on record before it is sent and closed when it ended. */
interface SpendRecord {
  readonly id: string;
  readonly task: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: 'open' | 'closed';
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly cost: bigint;
  readonly latencyMs: number;
}

export interface SpendTotal {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** Picodollars. */
  readonly cost: bigint;
  readonly latencyMs: number;
}

/**
 * Where spend is kept. An open record counts with the most its call could cost: a process killed
 * in mid-call has spent that much and no more, and it is counted once.
 */
export interface SpendStore {
  /** Durable when it returns. A record of the same id takes the place of the earlier one. */
  put(record: SpendRecord): void;
  total(of: { readonly task?: string; readonly since?: number }): SpendTotal;
  close(): void;
}

const NO_SPEND: SpendTotal = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  cost: 0n,
  latencyMs: 0,
};

/** A store that forgets: for practice runs. */
export function createMemorySpendStore(): SpendStore {
  const records = new Map<string, SpendRecord>();
  return {
    put: (record) => void records.set(record.id, record),
    total({ task, since = 0 }) {
      return [...records.values()]
        .filter((one) => (task === undefined || one.task === task) && one.at >= since)
        .reduce<SpendTotal>(
          (sum, one) => ({
            calls: sum.calls + 1,
            inputTokens: sum.inputTokens + one.inputTokens,
            outputTokens: sum.outputTokens + one.outputTokens,
            cachedInputTokens: sum.cachedInputTokens + one.cachedInputTokens,
            cost: sum.cost + one.cost,
            latencyMs: sum.latencyMs + one.latencyMs,
          }),
          NO_SPEND,
        );
    },
    close: () => records.clear(),
  };
}
