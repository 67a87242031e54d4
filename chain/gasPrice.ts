import type { JsonRpcProvider, Transaction, TransactionRequest } from 'ethers';

/** What a transaction offers for a unit of gas, in wei. */
export interface GasPrice {
  readonly most: bigint;
  /** The part that goes to whoever makes the block; null on chains without EIP-1559. */
  readonly tip: bigint | null;
}

/** What a transaction must offer now. @throws whatever the provider throws */
export async function currentPrice(provider: JsonRpcProvider): Promise<GasPrice> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData();
  return maxFeePerGas === null || maxPriorityFeePerGas === null
    ? { most: gasPrice ?? 0n, tip: null }
    : { most: maxFeePerGas, tip: maxPriorityFeePerGas };
}

export function priceOf(transaction: Transaction): GasPrice {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = transaction;
  return maxFeePerGas === null || maxPriorityFeePerGas === null
    ? { most: gasPrice ?? 0n, tip: null }
    : { most: maxFeePerGas, tip: maxPriorityFeePerGas };
}

/** @param limit wei per gas, null for none */
export function limitedPrice({ most, tip }: GasPrice, limit: bigint | null): GasPrice {
  if (limit === null || most <= limit) return { most, tip };
  return { most: limit, tip: tip === null ? null : min(tip, limit) };
}

/**
 * The price of a replacement: an eighth more than before, which every node takes (they ask for a
 * tenth), or what the chain asks now if that is more.
 *
 * @param limit never offered more
 * @returns undefined when the limit leaves no room for a price that nodes would take
 */
export function raisedPrice(before: GasPrice, now: GasPrice, limit: bigint): GasPrice | undefined {
  const most = min(max(raised(before.most), now.most), limit);
  if (most < (before.most * 11n + 9n) / 10n) return undefined;
  if (before.tip === null) return { most, tip: null };
  return { most, tip: min(max(raised(before.tip), now.tip ?? 0n), most) };
}

/** The fields of a request that carry the price. */
export function priceFields({ most, tip }: GasPrice): TransactionRequest {
  return tip === null
    ? { type: 0, gasPrice: most }
    : { type: 2, maxFeePerGas: most, maxPriorityFeePerGas: tip };
}

function raised(value: bigint): bigint {
  return (value * 9n) / 8n + 1n;
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
