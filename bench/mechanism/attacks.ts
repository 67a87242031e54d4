import type { ValueClass } from '../../core/judging/labelDraw.ts';
import { blind, look, support, type Situation, type Strategy } from './strategies.ts';
import type { Claims } from './world.ts';

const always = (share: number) => () => share;
const firstHalf = (epoch: number, epochs: number) => epoch * 2 < epochs;

function claims(valueClass: ValueClass, valid: number, crafted: Claims['crafted'] = {}): Claims {
  return { share: always(0.1), validShare: always(valid), valueClass, crafted };
}

/** Judges honestly until two of the group sit on the panel, and lies from then on. */
const opportunist = (at: Situation) =>
  at.finding.wanted !== null && at.members >= 2 ? blind(at.finding.wanted) : look(at);

/** Attacks on verdicts, for claims of one value class. */
export function attacksOn(valueClass: ValueClass): readonly Strategy[] {
  const lie = { move: support, expertsLie: true } as const;
  const invalid = claims(valueClass, 0);
  return [
    { name: 'flip own', ...lie, claims: invalid },
    {
      name: 'opportunist: flips once it has two seats',
      move: opportunist,
      expertsLie: true,
      claims: invalid,
    },
    { name: 'flip own, appeal every loss', ...lie, claims: invalid, appeals: true },
    { name: "reject rivals' valid items", ...lie, rivals: 0.4 },
    {
      name: 'self-favour: own plausible claims voted unseen',
      ...lie,
      claims: claims(valueClass, 0.25),
    },
    {
      name: 'private prior: own claims half valid, voted unseen',
      ...lie,
      claims: claims(valueClass, 0.5),
    },
    {
      // Claims honestly until its record is good, then floods.
      name: 'record farming: valid claims first, then invalid ones',
      ...lie,
      claims: {
        ...invalid,
        validShare: (epoch, epochs) => (firstHalf(epoch, epochs) ? 0.9 : 0),
      },
    },
    {
      name: 'sleeper: judges honestly half the time, then flips own',
      ...lie,
      claims: { ...invalid, share: (epoch, epochs) => (firstHalf(epoch, epochs) ? 0 : 0.2) },
    },
    {
      // Bursts every other epoch, so that priors of past epochs are always wrong.
      name: 'prior surfing: own invalid claims in bursts',
      ...lie,
      claims: { ...invalid, share: (epoch) => (epoch % 2 === 0 ? 0 : 0.2) },
    },
  ];
}

/** Attacks the rule does not promise to stop: its known limits, measured. */
export function limitsOn(valueClass: ValueClass): readonly Strategy[] {
  const lie = { move: support, expertsLie: true } as const;
  const deceiver = [0.95, 0.8, 0.6].map((experts): Strategy => ({
    name: `deceiver: crafted claims, jurors .4, experts ${experts}`,
    ...lie,
    claims: claims(valueClass, 0, { jurors: 0.4, experts }),
  }));
  const farmer = [0.2, 0.05].map((jurors): Strategy => ({
    name: `farming: own traps, others right ${jurors}, group votes the truth`,
    move: (at) => (at.finding.wanted === null ? look(at) : blind(false)),
    claims: claims(valueClass, 0, { jurors }),
  }));
  return [...deceiver, ...farmer];
}
