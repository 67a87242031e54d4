import { labelOf, readersNeeded } from '../../core/judging/expertReading.ts';
import { expertSettlement } from '../../core/judging/expertSettlement.ts';
import type { Random } from './random.ts';
import { observe, type Finding, type World } from './world.ts';

export interface Reading {
  readonly label: boolean;
  readonly readings: number;
  /** What the group's own experts gained beside their price, in the unit of `value`. */
  readonly groupPay: bigint;
  readonly groupReadings: number;
}

export interface Bench {
  readonly random: Random;
  /** What the group's experts say whatever they see; null when they say what they see. */
  readonly lie: boolean | null;
  readonly value: bigint;
}

const APPEALS = [3, 7, 15] as const;

/** Sealed keys, and more readers while core asks for them. */
export function readLabel(
  world: World,
  finding: Finding,
  bench: Bench & { verdict: boolean },
): Reading {
  const { valueClass } = finding;
  const about = { valueClass, verdict: bench.verdict };
  const read: Expert[] = [];
  const needed = () =>
    readersNeeded(
      read.map(({ vote }) => vote),
      about,
    );
  for (let count = needed(); count > 0; count = needed()) {
    read.push(...readAll(world, finding, { bench, count }));
  }
  return decide(world, read, bench);
}

/**
 * Appeals tier by tier, three readers, seven, fifteen: each tier's loser goes to the next if it
 * `wants` to, and an appeal not made ends it.
 */
export function readAppeal(
  world: World,
  finding: Finding,
  bench: Bench & { wants: (lost: boolean) => boolean },
): Reading {
  let all: Reading = { label: false, readings: 0, groupPay: 0n, groupReadings: 0 };
  for (const count of APPEALS) {
    if (!bench.wants(all.label)) break;
    const tier = decide(world, readAll(world, finding, { bench, count }), bench);
    all = {
      label: tier.label,
      readings: all.readings + tier.readings,
      groupPay: all.groupPay + tier.groupPay,
      groupReadings: all.groupReadings + tier.groupReadings,
    };
  }
  return all;
}

interface Expert {
  readonly vote: boolean;
  readonly inGroup: boolean;
}

function readAll(
  world: World,
  finding: Finding,
  { bench, count }: { readonly bench: Bench; readonly count: number },
): Expert[] {
  const accuracy = finding.crafted.experts ?? world.expertAccuracy;
  return Array.from({ length: count }, () => {
    const inGroup = bench.random() < world.share;
    const seen = observe(world, finding, { accuracy, random: bench.random });
    return { inGroup, vote: inGroup ? (bench.lie ?? seen) : seen };
  });
}

function decide(world: World, experts: readonly Expert[], { random, value }: Bench): Reading {
  const read = labelOf(experts.map(({ vote }) => vote));
  const label = read !== random() < world.labelError;
  const pays = expertSettlement(
    experts.map(({ vote }) => vote === label),
    value,
  );
  const groupPay = pays.reduce((sum, pay, i) => (experts[i]?.inGroup ? sum + pay : sum), 0n);
  const groupReadings = experts.filter(({ inGroup }) => inGroup).length;
  return { label, readings: experts.length, groupPay, groupReadings };
}
