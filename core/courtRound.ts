import type { Hex } from './contentId.ts';

/** A panel of experts: its tier, and whether it is the tier's second. */
export interface CourtPanel {
  readonly tier: number;
  readonly rolled: boolean;
}

/** `COMMIT_WINDOW` of DisputeCourt.sol: seconds in which a panel deliberates and seals. */
export const COURT_COMMIT_SECONDS = 7_200;
/** wei held for a seat on a panel of experts, lost by not opening the vote. */
export const SEAT_BOND = 40n * 10n ** 18n;

/** Words an expert may post, see `post` in IDisputeCourt.sol. */
const STEPS = 256;

/** Round of a final vote in a journal: one number a panel. */
export function rulingRound({ tier, rolled }: CourtPanel): number {
  return 2 * tier + (rolled ? 1 : 0);
}

/** Round of a posted seal in a journal: one number a panel and step. */
export function statementRound(panel: CourtPanel, step: number): number {
  return rulingRound(panel) * STEPS + step;
}

/** The panel of a final vote's round. */
export function panelOfRound(round: number): CourtPanel {
  return { tier: Math.floor(round / 2), rolled: round % 2 === 1 };
}

/** A ruling's word as journals keep it: the scores, then the guilt as one byte. */
export function packRuling(scores: Hex, guilt: number): Hex {
  return `${scores}${guilt.toString(16).padStart(2, '0')}`;
}

export function unpackRuling(packed: Hex): { readonly scores: Hex; readonly guilt: number } {
  return { scores: packed.slice(0, 66) as Hex, guilt: parseInt(packed.slice(66), 16) };
}
