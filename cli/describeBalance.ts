import { formatTos, formatUnits } from '../node/formatText.ts';

type Amount = bigint | string;

/** Amounts are bigint here and decimal text once they came over a control channel. */
export interface WireSpent {
  readonly gasWei: Amount;
  readonly microUsd: Amount;
}

export interface WireBalance {
  readonly paid: Amount;
  readonly bondsLost: Amount;
  readonly spent: { readonly today: WireSpent; readonly total: WireSpent };
  readonly weiPerUsd: Amount;
  readonly net: Amount;
}

/** `$0.0595 on models, 0.00021 coins of gas` */
export function describeSpent({ gasWei, microUsd }: WireSpent): string {
  const dollars = (Number(BigInt(microUsd)) / 1e6).toFixed(4);
  return `$${dollars} on models, ${formatUnits(gasWei, 9)} coins of gas`;
}

/** What came in, what went out, what is left. */
export function describeBalance({ paid, bondsLost, spent, net, weiPerUsd }: WireBalance): string {
  const rate =
    BigInt(weiPerUsd) === 0n
      ? 'models not subtracted: `weiPerUsd` is not set'
      : `a dollar counted as ${formatTos(weiPerUsd)}`;
  return [
    `earned ${formatTos(paid)}, bonds lost ${formatTos(bondsLost)}, spent ${describeSpent(spent.total)}; today ${describeSpent(spent.today)}`,
    `net ${signed(BigInt(net))} (${rate}; gas stands apart)`,
  ].join('\n');
}

const signed = (wei: bigint) => (wei < 0n ? `-${formatTos(-wei)}` : formatTos(wei));
