import type { CheckedPoint } from '../../core/judging/statement.ts';

/** What judges read of a debate: points that stand, without author, round or count of votes. */
export function tellPoints(points: readonly CheckedPoint[]): string[] {
  return points
    .filter(({ evidence, text }) => evidence !== 'none' && text !== '')
    .map(({ side, evidence, text }) => `[${side}] [${evidence}] ${text}`);
}
