import type { LabelSource } from '../../core/judging/auditScore.ts';
import { isLabelDrawn, labelProbability } from '../../core/judging/labelDraw.ts';
import type { PanelState } from '../../core/judging/panel.ts';
import { PPM } from '../../core/judging/units.ts';
import { readAppeal, readLabel, type Bench, type Reading } from './experts.ts';
import type { Court } from './judgeFinding.ts';
import type { Records } from './records.ts';
import { isMine, type Finding } from './world.ts';

export interface Ruling {
  readonly source: LabelSource;
  readonly verdict: boolean;
  readonly readings: number;
  readonly appealReadings: number;
  /** What the group's experts gained beside the price of reading. */
  readonly groupPay: bigint;
  readonly groupReadings: number;
}

const APPEALING = 0.9;

/** Label draw, expert reading and appeals of one judged finding. */
export function rule(
  court: Court & { readonly records: Records },
  finding: Finding,
  { panel, value }: Judged,
): Ruling {
  const { world, strategy, random } = court;
  if (finding.source !== 'real') {
    const flipped = finding.source === 'proof' && random() < world.labelError;
    const label = finding.truth !== flipped;
    const known: LabelSource = { kind: 'known', label };
    const none = { readings: 0, appealReadings: 0, groupPay: 0n, groupReadings: 0 };
    return { source: known, verdict: label, ...none };
  }
  const lie = strategy.expertsLie === true ? finding.wanted : null;
  const bench = { random, lie, value };
  const probability = labelProbability(panel, finding.valueClass, court.records.classOf(finding));
  const drawn = isLabelDrawn(BigInt(Math.floor(random() * PPM)), probability);
  const opinion = panel.logOdds > 0;
  const reading = drawn ? readLabel(world, finding, { ...bench, verdict: opinion }) : null;
  const source: LabelSource = reading
    ? { kind: 'drawn', label: reading.label, probability }
    : { kind: 'undrawn' };
  const first = reading?.label ?? opinion;
  const appeal = appealOf(court, finding, { verdict: first, bench });
  const rulings = [reading, appeal].filter((one) => one !== null);
  return {
    source,
    verdict: appeal?.label ?? first,
    readings: rulings.reduce((sum, one) => sum + one.readings, 0),
    appealReadings: appeal?.readings ?? 0,
    groupPay: rulings.reduce((sum, one) => sum + one.groupPay, 0n),
    groupReadings: rulings.reduce((sum, one) => sum + one.groupReadings, 0),
  };
}

interface Judged {
  readonly panel: PanelState;
  /** wei */
  readonly value: bigint;
}

/** Appeal of a ruling up the tiers, null when its loser rests content. */
export function appealOf(
  court: Pick<Court, 'world' | 'strategy' | 'random'>,
  finding: Finding,
  { verdict, bench }: { readonly verdict: boolean; readonly bench: Bench },
): Reading | null {
  if (!opensAppeal(court, finding, verdict)) return null;
  let opening = true;
  const wants = (ruling: boolean) => {
    const first = opening;
    opening = false;
    return first || goesOn(court, finding, ruling);
  };
  return readAppeal(court.world, finding, { ...bench, wants });
}

/** Whether the loser of the panel's or the keys' ruling appeals it. */
export function opensAppeal(
  court: Pick<Court, 'world' | 'strategy' | 'random'>,
  finding: Finding,
  ruling: boolean,
): boolean {
  return (!ruling || court.world.appeals === 'both') && goesOn(court, finding, ruling);
}

/**
 * Once a dispute is open, both sides know of it: whoever is harmed by a wrong ruling goes on nine
 * times of ten, and a group that appeals always does.
 */
export function goesOn(
  { strategy, random }: Pick<Court, 'strategy' | 'random'>,
  finding: Finding,
  ruling: boolean,
): boolean {
  const pushed = strategy.appeals === true && isMine(finding) && !ruling;
  return pushed || (finding.truth !== ruling && random() < APPEALING);
}
