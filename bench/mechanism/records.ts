import {
  CLAIMANT_CLASSES,
  claimantClass,
  type ClaimantClass,
} from '../../core/judging/claimantClass.ts';
import type { ValueClass } from '../../core/judging/labelDraw.ts';
import {
  addLabel,
  decayCounts,
  NO_LABELS,
  type LabelCounts,
} from '../../core/judging/labelCounts.ts';
import { likelihoodRatio } from '../../core/judging/likelihoodRatio.ts';
import type { Bin } from '../../core/judging/panel.ts';
import {
  addWeight,
  decayWeights,
  NO_WEIGHTS,
  truthShare,
  type LabelWeights,
} from '../../core/judging/truthShare.ts';
import { CLAIMANTS, JURORS, type Finding, type Source } from './world.ts';

/** What is known of jurors, claimants and strata from past epochs; the present one is added when it ends. */
export interface Records {
  readonly evidence: (juror: number, vote: boolean) => number;
  /** Record class of the finding's claimant. */
  readonly classOf: (finding: Finding) => ClaimantClass;
  /** Truth share of real claims of the finding's value and record class: where its panel starts. */
  readonly opening: (finding: Finding) => number;
  /** Truth share of the finding's stratum: source, bin, value class, record class. */
  readonly prior: (finding: Finding, bin: Bin) => number;
  readonly noteVote: (juror: number, vote: boolean, label: boolean) => void;
  readonly noteFinding: (
    finding: Finding,
    bins: readonly Bin[],
    label: { readonly valid: boolean; readonly probability: number },
  ) => void;
  readonly endEpoch: () => void;
}

const SOURCES = ['proof', 'planted', 'real'] as const;
const CLASSES = CLAIMANT_CLASSES.length;

function keyOf(stratum: {
  readonly source: Source;
  readonly bin: Bin;
  readonly valueClass: ValueClass;
  readonly claimant: ClaimantClass;
}): number {
  const { source, bin, valueClass, claimant } = stratum;
  const place = (SOURCES.indexOf(source) * 3 + bin) * 2 + (valueClass === 'high' ? 1 : 0);
  return place * CLASSES + CLAIMANT_CLASSES.indexOf(claimant);
}

export function createRecords(): Records {
  const votes: { juror: number; vote: boolean; label: boolean }[] = [];
  let counts: LabelCounts[] = Array.from({ length: JURORS }, () => NO_LABELS);
  const strata = createShares(SOURCES.length * 6 * CLASSES);
  const claimants = createShares(CLAIMANTS);
  let ratios: [number, number][] = [];
  let shares: number[] = [];
  let classes: ClaimantClass[] = [];
  const publish = () => {
    ratios = counts.map((one) => [likelihoodRatio(one, false), likelihoodRatio(one, true)]);
    shares = strata.published().map(truthShare);
    classes = claimants.published().map(claimantClass);
  };
  const stratumOf = ({ source, valueClass, claimant }: Finding, bin: Bin) =>
    // Proofs and planted items have no claimant whose record could matter.
    keyOf({
      source,
      bin,
      valueClass,
      claimant: source === 'real' ? (classes[claimant] ?? 'new') : 'new',
    });
  publish();

  return {
    evidence: (juror, vote) => ratios[juror]?.[vote ? 1 : 0] ?? 0,
    classOf: ({ claimant }) => classes[claimant] ?? 'new',
    opening: (finding) => shares[stratumOf({ ...finding, source: 'real' }, 0)] ?? 0,
    prior: (finding, bin) => shares[stratumOf(finding, bin)] ?? 0,
    noteVote: (juror, vote, label) => {
      votes.push({ juror, vote, label });
    },
    noteFinding: (finding, bins, label) => {
      for (const bin of bins) strata.add(stratumOf(finding, bin), label);
      if (finding.source !== 'planted') claimants.add(finding.claimant, label);
    },
    endEpoch: () => {
      counts = counts.map(decayCounts);
      for (const { juror, vote, label } of votes.splice(0)) {
        counts[juror] = addLabel(counts[juror] ?? NO_LABELS, vote, label);
      }
      strata.endEpoch();
      claimants.endEpoch();
      publish();
    },
  };
}

/** Weighted labels by key: what is published, and what the running epoch adds to it. */
function createShares(size: number) {
  let past: LabelWeights[] = Array.from({ length: size }, () => NO_WEIGHTS);
  let fresh = [...past];
  return {
    published: () => past,
    add(key: number, { valid, probability }: { valid: boolean; probability: number }) {
      fresh[key] = addWeight(fresh[key] ?? NO_WEIGHTS, valid, probability);
    },
    endEpoch() {
      past = past.map((old, key) => {
        const kept = decayWeights(old);
        const more = fresh[key] ?? NO_WEIGHTS;
        return { valid: kept.valid + more.valid, all: kept.all + more.all };
      });
      fresh = past.map(() => NO_WEIGHTS);
    },
  };
}
