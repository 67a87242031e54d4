/** One finding given to one label. */
export interface Match {
  readonly finding: number;
  readonly label: number;
}

/**
 * Pairs findings with labels so that nobody is in two pairs and the weights together are as large
 * as possible; of equally good pairings the one that serves earlier findings with earlier labels.
 *
 * @param weights `weights[finding][label]`, integers; 0 or less: these two do not go together
 * @returns pairs in the order of their findings
 */
export function matchOneToOne(weights: readonly (readonly number[])[]): Match[] {
  const labels = Math.max(0, ...weights.map((row) => row.length));
  // Label by finding; a path that adds most is looked for until none adds anything.
  const taken = Array.from({ length: labels }, () => -1);
  const given = weights.map(() => -1);
  for (;;) {
    const path = bestPath(weights, { taken, given });
    if (path === undefined) break;
    for (const { finding, label } of path) {
      given[finding] = label;
      taken[label] = finding;
    }
  }
  return given.flatMap((label, finding) => (label < 0 ? [] : [{ finding, label }]));
}

interface Pairing {
  /** Finding by label, -1 for none. */
  readonly taken: readonly number[];
  /** Label by finding, -1 for none. */
  readonly given: readonly number[];
}

/**
 * The exchange that gains most: it starts at a finding without a label and ends at a label without
 * a finding (Bellman-Ford over alternating edges, since giving a pair up costs its weight).
 */
function bestPath(
  weights: readonly (readonly number[])[],
  { taken, given }: Pairing,
): Match[] | undefined {
  const gain = taken.map(() => -Infinity);
  const from = taken.map(() => -1);
  const start = given.map((label) => (label < 0 ? 0 : -Infinity));
  for (let round = 0; round <= given.length; round += 1) {
    let changed = false;
    for (const [finding, row] of weights.entries()) {
      const held = given[finding] ?? -1;
      const base = held < 0 ? (start[finding] ?? 0) : (gain[held] ?? 0) - (row[held] ?? 0);
      for (const [label, weight] of row.entries()) {
        if (weight <= 0 || label === held || base + weight <= (gain[label] ?? 0)) continue;
        gain[label] = base + weight;
        from[label] = finding;
        changed = true;
      }
    }
    if (!changed) break;
  }
  const free = taken.map((finding, label) => ({ label, gain: gain[label] ?? 0, finding }));
  const best = free
    .filter((one) => one.finding < 0 && one.gain > 0)
    .reduce<(typeof free)[number] | undefined>(
      (top, one) => (top === undefined || one.gain > top.gain ? one : top),
      undefined,
    );
  if (best === undefined) return undefined;
  const path: Match[] = [];
  for (let label = best.label; label >= 0;) {
    const finding = from[label] ?? -1;
    path.push({ finding, label });
    label = given[finding] ?? -1;
  }
  return path;
}
