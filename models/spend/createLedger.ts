import { PoiwError } from '../../core/errors.ts';
import type { Usage } from '../backend.ts';
import type { Clock } from '../clock.ts';
import { costOf, dollarsOf, type Price } from './price.ts';
import type { SpendStore, SpendTotal } from './spendStore.ts';

export interface SpendCaps {
  /** Picodollars. */
  readonly costPerTask?: bigint;
  readonly costPerDay?: bigint;
  /** Input and output together. */
  readonly tokensPerTask?: number;
}

interface OpenCall {
  /** Books what the call really took. */
  close(usage: Usage, latencyMs: number): void;
}

/** Tokens, money and time of every call; refuses the call that could break a cap. */
export interface Ledger {
  /** @throws PoiwError E_SPEND_CAP */
  open(call: CallEstimate): OpenCall;
  task(task: string): SpendTotal;
  today(): SpendTotal;
}

interface CallEstimate {
  readonly task: string;
  readonly model: string;
  readonly inputTokens: number;
  /** Most it may write. */
  readonly outputTokens: number;
}

export interface LedgerComponents {
  readonly store: SpendStore;
  readonly clock: Clock;
  /** Unique text for a record's id. */
  readonly newId: () => string;
}

const DAY_MS = 86_400_000;

export function createLedger(
  { store, clock, newId }: LedgerComponents,
  { price, caps }: { readonly price: Price; readonly caps: SpendCaps },
): Ledger {
  const midnight = () => Math.floor(clock.now() / DAY_MS) * DAY_MS;
  const task = (name: string) => store.total({ task: name });
  const today = () => store.total({ since: midnight() });
  return {
    task,
    today,
    open(call) {
      const most = { ...call, cachedInputTokens: 0, estimated: true };
      const cost = costOf(most, price);
      assertWithin({ spent: task(call.task), call, cost, what: 'task', cap: caps.costPerTask });
      assertWithin({ spent: today(), call, cost, what: 'day', cap: caps.costPerDay });
      assertTokens(task(call.task), call, caps.tokensPerTask);
      const base = { id: newId(), task: call.task, model: call.model, at: clock.now() };
      store.put({ ...base, ...tokensOf(most), state: 'open', cost, latencyMs: 0 });
      return {
        close: (usage, latencyMs) =>
          store.put({
            ...base,
            ...tokensOf(usage),
            state: 'closed',
            cost: costOf(usage, price),
            latencyMs,
          }),
      };
    },
  };
}

function tokensOf({ inputTokens, outputTokens, cachedInputTokens }: Usage) {
  return { inputTokens, outputTokens, cachedInputTokens };
}

interface Within {
  readonly spent: SpendTotal;
  readonly call: CallEstimate;
  readonly cost: bigint;
  readonly what: 'task' | 'day';
  readonly cap: bigint | undefined;
}

function assertWithin({ spent, cost, what, cap }: Within): void {
  if (cap === undefined || spent.cost + cost <= cap) return;
  throw new PoiwError(
    'E_SPEND_CAP',
    `the next call may cost ${dollarsOf(cost)} USD; ${dollarsOf(spent.cost)} of ${dollarsOf(cap)} USD per ${what} are spent`,
    {
      hint:
        what === 'day'
          ? 'wait for tomorrow (UTC) or raise --max-cost-day'
          : 'raise --max-cost-task',
      details: { spent: spent.cost.toString(), call: cost.toString(), cap: cap.toString() },
    },
  );
}

function assertTokens(spent: SpendTotal, call: CallEstimate, cap: number | undefined): void {
  const used = spent.inputTokens + spent.outputTokens;
  if (cap === undefined || used + call.inputTokens + call.outputTokens <= cap) return;
  throw new PoiwError('E_SPEND_CAP', `the next call may pass ${cap} tokens; ${used} are used`, {
    hint: 'raise --max-tokens',
    details: { spent: used, cap },
  });
}
