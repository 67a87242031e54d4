import { PoiwError } from '../../core/errors.ts';
import type { Usage } from '../backend.ts';

/**
 * What tokens cost, in micro-dollars per million of them: one micro-dollar per million tokens is
 * one picodollar per token, so that costs are exact integers.
 */
export interface Price {
  readonly input: bigint;
  readonly output: bigint;
  readonly cachedInput: bigint;
}

export const FREE: Price = { input: 0n, output: 0n, cachedInput: 0n };

/** Picodollars (10^-12 USD). */
export function costOf(usage: Usage, price: Price): bigint {
  const cached = BigInt(Math.min(usage.cachedInputTokens, usage.inputTokens));
  const fresh = BigInt(usage.inputTokens) - cached;
  return (
    fresh * price.input + cached * price.cachedInput + BigInt(usage.outputTokens) * price.output
  );
}

const PICO = 10n ** 12n;

/** Decimal dollars of picodollars, without trailing zeros. */
export function dollarsOf(pico: bigint): string {
  const fraction = (pico % PICO).toString().padStart(12, '0').replace(/0+$/, '');
  return `${(pico / PICO).toString()}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Picodollars of decimal dollars.
 *
 * @throws PoiwError E_USAGE
 */
function parseDollars(text: string): bigint {
  const match = /^(\d{1,9})(?:\.(\d{1,12}))?$/.exec(text);
  if (match === null) throw new PoiwError('E_USAGE', `"${text}" is no amount in USD, like 0.25`);
  return BigInt(match[1] ?? '0') * PICO + BigInt((match[2] ?? '').padEnd(12, '0'));
}

/** A price from dollars per million tokens: `3` and `15.5`. */
export function parsePrice(input: string, output: string, cachedInput = input): Price {
  const micro = (text: string) => parseDollars(text) / 1_000_000n;
  return { input: micro(input), output: micro(output), cachedInput: micro(cachedInput) };
}
