import type { Bin } from '../../core/judging/panel.ts';
import type { Claims, Finding } from './world.ts';

/** What a deviating seat knows when it must commit. */
export interface Situation {
  readonly finding: Finding;
  readonly bin: Bin;
  readonly epoch: number;
  readonly epochs: number;
  readonly random: () => number;
  /** The group's seats among those drawn for the panel so far, this one included. */
  readonly members: number;
  /** Looks at the finding honestly; the caller pays one cost. */
  readonly look: () => boolean;
  /** What the group's first honest look in this panel said; looks if none has yet. */
  readonly shared: () => { readonly vote: boolean; readonly first: boolean };
}

export interface Move {
  readonly vote: boolean;
  /** In costs of one honest judgement. */
  readonly cost: number;
}

export interface Strategy {
  readonly name: string;
  readonly move: (situation: Situation) => Move;
  readonly claims?: Claims;
  /** Share of the rivals' valid findings that the group wants rejected. */
  readonly rivals?: number;
  /** The group's seats are detected and share one wage a panel. */
  readonly detected?: true;
  /** Reveals only what agrees with the votes already revealed. */
  readonly hidesDissent?: true;
  /** Its experts call every finding the group has money on as the group wants. */
  readonly expertsLie?: true;
  /** The group appeals each rejection of its own claims. */
  readonly appeals?: true;
  /** Takes a bribe that is paid only when the bribe fails. */
  readonly takesBribes?: true;
}

const CHEAP = 0.05;
/** p + ε: one wage, and half a cost more, if the bribed verdict does not come. */
export const BRIBE = 2;

export const look = (at: Situation): Move => ({ vote: at.look(), cost: 1 });
export const cheap = ({ finding }: Situation): Move => ({ vote: finding.cheap, cost: CHEAP });
export const blind = (vote: boolean): Move => ({ vote, cost: 0 });
export const copy = ({ shared }: Situation): Move => {
  const { vote, first } = shared();
  return { vote, cost: first ? 1 : 0 };
};
/** Votes as the group's money wants, and honestly on everything else. */
export const support = (at: Situation): Move =>
  at.finding.wanted === null ? look(at) : blind(at.finding.wanted);

export const HONEST: Strategy = { name: 'honest', move: look };

/** The same claims in the same world, and a group that judges honestly in both courts. */
export function honestTwin({ claims, rivals }: Strategy): Strategy {
  return {
    ...HONEST,
    ...(claims === undefined ? {} : { claims }),
    ...(rivals === undefined ? {} : { rivals }),
  };
}
