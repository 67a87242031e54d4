/** A mean over fewer seats is mostly the luck of a few. */
const ENOUGH = 200;

/**
 * Groups of seats (an epoch's bins of one class) that are settled together: a group with fewer than
 * 200 seats joins the one before it, the first the one behind it.
 */
export function mergeBins<T>(groups: readonly (readonly T[])[]): T[][] {
  const merged: T[][] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last && (group.length < ENOUGH || last.length < ENOUGH)) last.push(...group);
    else if (group.length > 0) merged.push([...group]);
  }
  return merged;
}
