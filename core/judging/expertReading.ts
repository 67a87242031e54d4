import type { ValueClass } from './labelDraw.ts';

/** Experts who first read a drawn finding, each alone and sealed: two where a verdict is worth buying. */
const KEYS = { low: 1, high: 2 } as const;
/** Readers in all once a key differs from the panel or from another key. */
const DISPUTE = 5;

/**
 * Experts still to be drawn for a finding's label; 0 when it is decided. Keys that all confirm the
 * panel end it; anything else calls five.
 *
 * @param readings what those said who have read it
 */
export function readersNeeded(
  readings: readonly boolean[],
  { valueClass, verdict }: { readonly valueClass: ValueClass; readonly verdict: boolean },
): number {
  const keys = KEYS[valueClass];
  if (readings.length < keys) return keys - readings.length;
  const confirmed = readings.length === keys && readings.every((one) => one === verdict);
  return confirmed ? 0 : Math.max(0, DISPUTE - readings.length);
}

/** The label: what most readers said. Confirming keys agree, and five or an appeal's panel are odd. */
export function labelOf(readings: readonly boolean[]): boolean {
  return readings.filter((one) => one).length * 2 > readings.length;
}
