import type { ValueClass } from '../../core/judging/labelDraw.ts';
import type { Random } from './random.ts';

/** What the simulated world is like; see `baseWorld` for the figures of the published model. */
export interface World {
  readonly seed: number;
  /** Correlation of any two jurors' (and experts') errors. */
  readonly rho: number;
  /** Chance that the final label of an expert reading or executed proof is the wrong one. */
  readonly labelError: number;
  /** Share of juror and of expert seats that follow the deviation. */
  readonly share: number;
  readonly epochs: number;
  /** Epochs at the start that only warm up the records. */
  readonly warmUp: number;
  readonly findingsPerEpoch: number;
  /** Payable value, in costs of judging, of a finding of each class. */
  readonly values: Readonly<Record<ValueClass, number>>;
  readonly highShare: number;
  /** Who appeals nine of ten wrong first rulings: harmed miners alone, or publishers too. */
  readonly appeals: 'miners' | 'both';
  readonly jurorAccuracy: number;
  readonly expertAccuracy: number;
  /** Share of valid claims of everybody outside the group. */
  readonly validShare: number;
  readonly proofShare: number;
  readonly plantedShare: number;
}

/** Claims of the group's own miners. */
export interface Claims {
  /** Share of all findings. */
  readonly share: (epoch: number, epochs: number) => number;
  readonly validShare: (epoch: number, epochs: number) => number;
  readonly valueClass: ValueClass;
  /** Accuracy of honest readers of these claims, where they are crafted to mislead. */
  readonly crafted?: { readonly jurors?: number; readonly experts?: number };
}

export const JURORS = 200;
/** Claimants 0..59 are strangers, 60..79 belong to the deviating group. */
const STRANGERS = 60;
export const CLAIMANTS = 80;
const ACCURACY_SPREAD = 0.03;
const CHEAP_ACCURACY = 0.65;

/** The published model: 200 jurors, 85 % accurate, a quarter of the claims valid. */
export function baseWorld(changes: Partial<World>): World {
  return {
    seed: 1,
    rho: 0,
    labelError: 0,
    share: 0.33,
    epochs: 24,
    warmUp: 6,
    findingsPerEpoch: 2_000,
    values: { low: 20, high: 60 },
    highShare: 0.2,
    appeals: 'miners',
    jurorAccuracy: 0.85,
    expertAccuracy: 0.95,
    validShare: 0.25,
    proofShare: 0.2,
    plantedShare: 0.05,
    ...changes,
  };
}

export type Source = 'proof' | 'planted' | 'real';

export interface Finding {
  readonly truth: boolean;
  readonly source: Source;
  readonly valueClass: ValueClass;
  readonly claimant: number;
  /** Verdict that the deviating group has money on, null when it has none. */
  readonly wanted: boolean | null;
  /** Somebody offers p + ε for the wrong verdict. */
  readonly bribed: boolean;
  /** Common mode: who shares the common signal is right when this is below his accuracy. */
  readonly common: number;
  /** What the one cheap model that all lazy jurors share says. */
  readonly cheap: boolean;
  /** Accuracy of who looks at it, where it was crafted to mislead. */
  readonly crafted: { readonly jurors?: number; readonly experts?: number };
}

/** Draws a finding; `claims` is what the group claims in this epoch, `rivals` whether it fights others' valid ones. */
export function drawFinding(
  world: World,
  random: Random,
  { claims, epoch, rivals }: { claims: Claims | undefined; epoch: number; rivals: number },
): Finding {
  const { epochs } = world;
  const mine = random() < (claims?.share(epoch, epochs) ?? 0) ? claims : undefined;
  const truth = random() < (mine ? mine.validShare(epoch, epochs) : world.validShare);
  const kind = random();
  const { plantedShare, proofShare } = world;
  const source =
    kind < plantedShare ? 'planted' : kind < plantedShare + proofShare ? 'proof' : 'real';
  const high = random() < world.highShare;
  const fought = random() < rivals && truth && source === 'real';
  const own = random();
  return {
    truth,
    source: mine ? 'real' : source,
    valueClass: mine?.valueClass ?? (high ? 'high' : 'low'),
    claimant: mine
      ? STRANGERS + Math.floor(own * (CLAIMANTS - STRANGERS))
      : Math.floor(own * STRANGERS),
    wanted: mine ? true : fought ? false : null,
    bribed: random() < 0.1,
    common: random(),
    cheap: random() < CHEAP_ACCURACY === truth,
    crafted: mine?.crafted ?? {},
  };
}

export function isMine({ claimant }: Finding): boolean {
  return claimant >= STRANGERS;
}

/** Accuracy of each honest juror. */
export function drawAccuracies({ jurorAccuracy }: World, random: Random): number[] {
  return Array.from({ length: JURORS }, () => {
    const normal = (random() + random() + random() + random() - 2) * Math.sqrt(3);
    return Math.min(1, jurorAccuracy + ACCURACY_SPREAD * normal);
  });
}

/** What somebody of this accuracy sees who really looks. */
export function observe(
  world: World,
  finding: Finding,
  { accuracy, random }: { readonly accuracy: number; readonly random: Random },
): boolean {
  const shared = random() < Math.sqrt(world.rho);
  return (shared ? finding.common : random()) < accuracy === finding.truth;
}
