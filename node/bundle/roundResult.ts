import type { ExpertTier } from '../../core/judging/expertTier.ts';
import type { ExpertVerdict, Transcript } from '../../validators/expert/records.ts';

/** One panel's sealed vote on the items that no check could decide, or that were disputed. */
export interface RoundResult {
  readonly tier: 'peer' | ExpertTier;
  readonly lanes: readonly {
    readonly slot: number;
    readonly item: string;
    /** Weighted median, 0..255. */
    readonly median: number;
  }[];
  readonly votes: readonly {
    /** Owner address of the juror. */
    readonly juror: string;
    readonly name: string | null;
    readonly committed: boolean;
    readonly revealed: boolean;
    readonly judgements: readonly {
      readonly slot: number;
      readonly item: string;
      readonly score: number;
      readonly reasons: readonly string[];
      /** Experts only: what he sealed before anybody spoke. */
      readonly first?: ExpertVerdict;
    }[];
  }[];
  /** Experts only. */
  readonly hearing?: HearingResult;
}

/** How a panel of experts came to its ruling. */
export interface HearingResult {
  readonly case: string;
  readonly appellant: string;
  readonly defender: string | null;
  readonly accused: { readonly member: number; readonly fault: string } | null;
  /** Null where first votes agreed. */
  readonly debate: {
    readonly rounds: number;
    readonly stop: Transcript['stop'];
    readonly points: readonly (Pick<
      Transcript['points'][number],
      'side' | 'round' | 'evidence' | 'text' | 'citation' | 'artefact'
    > & { readonly slot: number; readonly item: string })[];
  } | null;
  /** Null without a quorum. */
  readonly ruling: {
    /** 0..255, proven from 128. */
    readonly guilt: number;
    readonly convicted: boolean;
    readonly reason: string;
  } | null;
  /** Bonds returned and fees of the case's sides and experts, wei; what is in the escrow's accounts is not. */
  readonly paid: readonly { readonly to: string; readonly role: string; readonly amount: string }[];
  /** Stakes taken for what the case showed, wei. */
  readonly slashed: readonly { readonly member: number; readonly amount: string }[];
}
