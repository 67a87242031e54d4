import { blind, cheap, copy, look, type Strategy } from './strategies.ts';

/** Signal sharing, which no rule that pays on (own vote, label) can beat: no better than honest. */
export const SHARING = new Set([
  'copy, cluster found',
  'copy, cluster not found',
  'copy half, not found',
  'noisy copy (8 % flipped), not found',
]);

/** Deviations of the published model. */
const NAMED: readonly Strategy[] = [
  { name: 'lazy, always invalid', move: () => blind(false) },
  { name: 'lazy, always valid', move: () => blind(true) },
  { name: 'cheap shared model', move: cheap },
  {
    name: 'cheap, honest on planted (perfect detector)',
    move: (at) => (at.finding.source === 'planted' ? look(at) : cheap(at)),
  },
  { name: 'copy, cluster found', move: copy, detected: true },
  { name: 'copy, cluster not found', move: copy },
  {
    name: 'copy half, not found',
    move: (at) => (at.finding.common < 0.5 ? copy(at) : look(at)),
  },
  { name: 'herd', move: (at) => (at.bin === 0 ? look(at) : blind(at.bin === 1)) },
  {
    name: 'p+eps taker',
    move: (at) => (at.finding.bribed ? blind(!at.finding.truth) : look(at)),
    takesBribes: true,
  },
  { name: 'selective revealer', move: look, hidesDissent: true },
];

/** Deviations of our own, not in the published model. */
const OURS: readonly Strategy[] = [
  {
    // A wrong copy now and then, so that the seats do not look like one.
    name: 'noisy copy (8 % flipped), not found',
    move: (at) => {
      const { vote, cost } = copy(at);
      return { vote: at.random() < 0.08 ? !vote : vote, cost };
    },
  },
  {
    // Effort only where pay is steep.
    name: 'cherry-picker: looks at dear findings only',
    move: (at) => (at.finding.valueClass === 'high' ? look(at) : cheap(at)),
  },
  {
    // Drives panels to their full length and to the experts.
    name: 'stall: later stages vote against the public sign',
    move: (at) => (at.bin === 0 ? look(at) : blind(at.bin === 2)),
  },
  {
    // Earns weight and trust, then rests on them.
    name: 'coaster: honest for half its life, then the cheap model',
    move: (at) => (at.epoch * 2 < at.epochs ? look(at) : cheap(at)),
  },
  {
    // Leans on the prior: overrules its own eyes one time in three, towards the commoner answer.
    name: 'prior hugger: a third of its "valid" turned to "invalid"',
    move: (at) => {
      const { vote, cost } = look(at);
      return { vote: vote && at.random() >= 1 / 3, cost };
    },
  },
  {
    // Spends nothing on the last stages, where its vote is one of many.
    name: 'late sleeper: random in every later stage',
    move: (at) => (at.bin === 0 ? look(at) : blind(at.random() < 0.5)),
  },
];

export const DEVIATIONS: readonly Strategy[] = [...NAMED, ...OURS];
