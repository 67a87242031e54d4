/** How much a run measures. */
export interface Plan {
  readonly seeds: readonly number[];
  readonly attackCells: readonly Cell[];
  /** Attackers' shares of seats, their worlds, and the findings of a run: small groups need more to be seen. */
  readonly shares: readonly ShareWorlds[];
  /** Worlds of the comparison with the baselines beside the published ones. */
  readonly extraErrorWorlds: boolean;
  readonly attackFindings: number;
  /** Values on which the known limits are measured. */
  readonly limitValues: readonly number[];
  readonly errorFindings: number;
  readonly retentionFindings: number;
  readonly draws: number;
}

interface ShareWorlds {
  readonly share: number;
  readonly findings: number;
  readonly cells: readonly Cell[];
}

/** Common mode of jurors and experts, extra error of the final label. */
export interface Cell {
  readonly rho: number;
  readonly labelError: number;
}

/** Payable values an attack is tried on, in costs of judging. */
export const VALUES = [
  { value: 20, valueClass: 'low' },
  { value: 60, valueClass: 'high' },
  { value: 150, valueClass: 'high' },
  { value: 500, valueClass: 'high' },
] as const;

const RHOS = [0, 0.2, 0.4];
const GRID = RHOS.flatMap((rho) => [0, 0.05, 0.1].map((labelError) => ({ rho, labelError })));
const CORNERS = [
  { rho: 0, labelError: 0 },
  { rho: 0.2, labelError: 0.05 },
  { rho: 0.4, labelError: 0.1 },
];
const seeds = Array.from({ length: 10 }, (_, i) => i + 1);

export const FULL: Plan = {
  seeds,
  attackCells: CORNERS,
  shares: [
    { share: 0.05, findings: 36_000, cells: CORNERS },
    { share: 0.15, findings: 14_400, cells: CORNERS },
    { share: 0.33, findings: 9_600, cells: GRID },
  ],
  attackFindings: 6_000,
  limitValues: VALUES.map(({ value }) => value),
  errorFindings: 6_400,
  extraErrorWorlds: true,
  retentionFindings: 4_800,
  draws: 50_000,
};

export const QUICK: Plan = {
  seeds,
  attackCells: [CORNERS[0], CORNERS[2]].filter((cell) => cell !== undefined),
  shares: [{ share: 0.33, findings: 9_600, cells: CORNERS }],
  attackFindings: 6_000,
  limitValues: [60],
  errorFindings: 4_800,
  extraErrorWorlds: false,
  retentionFindings: 2_400,
  draws: 20_000,
};

/** Epochs of a run, of which the first quarter only warms up the records. */
export const EPOCHS = { epochs: 24, warmUp: 6 } as const;
