import { savingPpm } from './savingPpm.ts';
import type { CheckedAnswer, CheckedItem } from './verification.ts';

/**
 * Scores the optimisations of one task by the best verified so far: the reference, or a better
 * answer to the same task. Measured by a weak reference alone, answers that all beat it by far would
 * be worth the same. Receipts stay as they are: each is about one answer alone.
 */
export function relateSavings(checked: readonly CheckedAnswer[]): readonly CheckedAnswer[] {
  const costs = checked.flatMap(({ items }) => items.flatMap((item) => costOf(item) ?? []));
  const best = costs.reduce<bigint | undefined>(
    (least, { answer, best: reference }) => smallest(least ?? reference, answer, reference),
    undefined,
  );
  if (best === undefined) return checked;
  return checked.map((answer) => ({
    ...answer,
    items: answer.items.map((item) => {
      const cost = costOf(item);
      if (cost === undefined) return item;
      const scorePpm = savingPpm({ ...cost, best });
      return { ...item, facts: { ...item.facts, scorePpm } };
    }),
  }));
}

/** Gas or fuel, on inputs that are the same for every answer. */
function costOf({ verdict, evidence, facts }: CheckedItem) {
  if (verdict !== 'valid' || (evidence !== 'gas' && evidence !== 'fuel')) return undefined;
  const [base, answer, best] = ['Base', 'Answer', 'Best'].map((of) => facts[`${evidence}${of}`]);
  if (typeof base !== 'string' || typeof answer !== 'string' || typeof best !== 'string') return undefined; // prettier-ignore
  return { base: BigInt(base), answer: BigInt(answer), best: BigInt(best) };
}

function smallest(...values: readonly [bigint, ...bigint[]]): bigint {
  return values.reduce((least, value) => (value < least ? value : least));
}
