import type { MinerLedger, Spent } from './ledger.ts';

/** What a miner's work brought and took; rewards in wei of their token. */
export interface MinerBalance {
  readonly paid: bigint;
  readonly bondsLost: bigint;
  readonly spent: { readonly today: Spent; readonly total: Spent };
  /** What a dollar was counted as, wei of the reward's token. */
  readonly weiPerUsd: bigint;
  /** Paid less bonds lost less what models cost. Gas is another coin and stands apart. */
  readonly net: bigint;
}

const DAY = 86_400;

/**
 * The miner's books in one sum: outcomes, gas and models are all in its ledger.
 *
 * @param now unix seconds of this machine; a day is UTC's
 */
export function minerBalance(
  ledger: MinerLedger,
  { now, weiPerUsd }: { readonly now: number; readonly weiPerUsd: bigint },
): MinerBalance {
  const { paid, bondsLost } = ledger.earned();
  const total = ledger.spent({});
  const today = ledger.spent({ since: now - (now % DAY) });
  const spent = { today, total };
  const net = paid - bondsLost - inToken(total.microUsd, weiPerUsd);
  return { paid, bondsLost, spent, weiPerUsd, net };
}

/** Dollars in the reward's token, rounded up: a cost is not made smaller. */
function inToken(microUsd: bigint, weiPerUsd: bigint): bigint {
  return (microUsd * weiPerUsd + 999_999n) / 1_000_000n;
}
