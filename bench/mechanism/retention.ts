import { createRandom, type Random } from './random.ts';
import { simulate } from './simulate.ts';
import { blind, look, type Strategy } from './strategies.ts';
import { baseWorld } from './world.ts';

/** Share of stake, and of judges' seats, that is honest. */
const HONEST_SHARE = 0.6;
/** Wei of every 92 that go to miners and to judges (seed 001: 65 %, 18 % + 9 %). */
const MINERS = 65 / 92;
const JUDGES = 27 / 92;
const STEPS = 7;

/** What a cabal may try besides lying about every finding: invalid claims per natural claim. */
const SPAM = [0, 0.15] as const;
/** Yuma's cabal puts this much of its weight on itself. */
const SELF_WEIGHTS = [0.4, 0.55, 0.7, 0.85, 1] as const;

/**
 * Honest utility that honest members need so that their share of the emission is still 60 %, as the
 * retention profile that Yuma publishes; the cabal picks whatever needs the most.
 *
 * @param sigma deviation of honest judgement relative to its mean
 */
export function retentionOfOurs(
  sigma: number,
  { seed, findings }: { seed: number; findings: number },
): number {
  return Math.max(
    ...SPAM.map((spam) =>
      leastUtility((utility) => ourEmission({ sigma, utility, spam, seed, findings })),
    ),
  );
}

export function retentionOfYuma(sigma: number, { seed }: { seed: number }): number {
  return Math.max(
    ...SELF_WEIGHTS.map((self) =>
      leastUtility((utility) => yumaEmission({ sigma, utility, self, random: createRandom(seed) })),
    ),
  );
}

function leastUtility(emission: (utility: number) => number): number {
  let low = 0.3;
  let high = 1;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (emission(middle) >= HONEST_SHARE) high = middle;
    else low = middle;
  }
  return high;
}

interface OurGame {
  readonly sigma: number;
  readonly utility: number;
  readonly spam: number;
  readonly seed: number;
  readonly findings: number;
}

/** Half of all natural claims are valid on either side; the cabal judges for itself, in both courts. */
function ourEmission({ sigma, utility, spam, seed, findings }: OurGame): number {
  const precision = 0.5;
  const cabalClaims = 1 - utility + spam;
  const cabal: Strategy = {
    name: 'cabal',
    move: (at) => (at.finding.wanted === null ? look(at) : blind(at.finding.wanted)),
    expertsLie: true,
    rivals: 1,
    claims: {
      share: () => cabalClaims / (1 + spam),
      validShare: () => (precision * (1 - utility)) / cabalClaims,
      valueClass: 'high',
    },
  };
  const accuracy = accuracyAt(sigma);
  const world = baseWorld({
    seed,
    share: 1 - HONEST_SHARE,
    epochs: 12,
    warmUp: 4,
    findingsPerEpoch: Math.round(findings / 12),
    highShare: 1,
    validShare: precision,
    proofShare: 0,
    jurorAccuracy: accuracy,
    expertAccuracy: accuracy,
  });
  const o = simulate(world, cabal);
  const cabalNet = Math.max(0, o.won - o.bondsLost);
  const miners = Math.max(0, o.strangersNet) / (Math.max(0, o.strangersNet) + cabalNet);
  // Pay is profit and cost, 1 a seat; pays sum to the wages.
  const judges = (o.honest.sum + o.honest.count) / (1.5 * (o.honest.count + o.group.count));
  return MINERS * miners + JUDGES * Math.min(1, Math.max(0, judges));
}

/** Who sees 1 or 0 with this deviation and calls more than a half "valid" is right this often. */
function accuracyAt(sigma: number): number {
  if (sigma === 0) return 1;
  const z = 0.5 / sigma;
  // Abramowitz and Stegun 26.2.17: the normal distribution to 7.5e-8.
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

interface YumaGame {
  readonly sigma: number;
  readonly utility: number;
  readonly self: number;
  readonly random: Random;
}

const NODES = 512;
const VALIDATORS = 64;

/** One epoch of the published two-team game: κ = 0.5, β = 1, ξ = 0.5, stakes N(1, 0.3²). */
function yumaEmission({ sigma, utility, self, random }: YumaGame): number {
  const honestValidators = Math.round(VALIDATORS * HONEST_SHARE);
  const servers = NODES - VALIDATORS;
  const honestServers = Math.round(servers * HONEST_SHARE);
  const stakes = [
    ...normalised(honestValidators, { sigma: 0.3, total: HONEST_SHARE, random }),
    ...normalised(VALIDATORS - honestValidators, { sigma: 0.3, total: 1 - HONEST_SHARE, random }),
  ];
  const weights = stakes.map((_, i) => {
    const toHonest = i < honestValidators ? utility : 1 - self;
    return [
      ...normalised(honestServers, { sigma, total: toHonest, random }),
      ...normalised(servers - honestServers, { sigma, total: 1 - toHonest, random }),
    ];
  });
  let rank = 0;
  let honestRank = 0;
  const dividends = { honest: 0, all: 0 };
  for (let j = 0; j < servers; j += 1) {
    const clipped = clip(weights, stakes, j);
    const sum = clipped.reduce((total, one) => total + one, 0);
    const honest = clipped.slice(0, honestValidators).reduce((total, one) => total + one, 0);
    rank += sum;
    if (j < honestServers) honestRank += sum;
    // Bond share times incentive: (honest / sum) x sum, both up to the same factor.
    dividends.honest += honest;
    dividends.all += sum;
  }
  return 0.5 * (dividends.honest / dividends.all) + 0.5 * (honestRank / rank);
}

/** Stake-weighted weights on one server, clipped to the highest that half the stake supports. */
function clip(weights: readonly number[][], stakes: readonly number[], j: number): number[] {
  const column = weights.map((row, i) => ({ weight: row[j] ?? 0, stake: stakes[i] ?? 0 }));
  let support = 0;
  let consensus = 0;
  for (const { weight, stake } of column.toSorted((a, b) => b.weight - a.weight)) {
    support += stake;
    consensus = weight;
    if (support >= 0.5) break;
  }
  return column.map(({ weight, stake }) => stake * Math.min(weight, consensus));
}

function normalised(
  count: number,
  { sigma, total, random }: { sigma: number; total: number; random: Random },
): number[] {
  const raw = Array.from({ length: count }, () => Math.max(0, 1 + sigma * normal(random)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((one) => (one * total) / sum);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
