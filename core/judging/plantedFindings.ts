import { plant, type CanaryKind } from './canaries.ts';
import { falsehoods } from './falsehoods.ts';
import type { ClaimedFinding } from './judgeCase.ts';
import { hashNumber, judgingOrder } from './judgingOrder.ts';

/** `repaired` leaves a plausible falsehood as it is. */
const KINDS: readonly CanaryKind[] = [
  ...(['repaired', 'empty', 'thought-process', 'padded', 'injected', 'authority'] as const),
];
/** Most characters of a sentence in an answer. */
const MOST_TEXT = 400;
const MOST_FINDINGS = 3;

/**
 * What a seed plants in some code: one to three false findings, plausible, empty, padded or speaking
 * to the judge. The same seed and code give the same, so that whoever has both can see that nothing
 * else was planted. Empty where the code leaves nothing that is false for certain.
 */
export function plantedFindings(
  seed: string,
  sources: Readonly<Record<string, string>>,
  scope: readonly string[],
): readonly ClaimedFinding[] {
  const material = falsehoods(sources, scope);
  const count = Math.min(material.length, 1 + (hashNumber(`${seed}|count`) % MOST_FINDINGS));
  return judgingOrder(material.length, seed)
    .slice(0, count)
    .map((at, i) => {
      const finding = material[at];
      const kind = KINDS[hashNumber(`${seed}|kind|${i}`) % KINDS.length];
      if (finding === undefined || kind === undefined) throw new RangeError('nothing to plant');
      const planted = plant(kind, { finding, sources, fixed: sources }, `${seed}|${i}`).finding;
      const { rootCause, impact } = planted;
      return { ...planted, rootCause: cut(rootCause), impact: cut(impact) };
    });
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT);
}
