import type { Hex } from '../core/contentId.ts';
import type { Split } from '../core/payout.ts';
import type { Schedule, Windows } from '../core/phase.ts';

/** Order of `State` in TaskTypes.sol. */
export const TASK_STATES = ['none', 'open', 'settled', 'refunded'] as const;

/** What a publisher asks for; money in wei. */
export interface TaskTerms {
  /** sha2-256 digest of the public specification. */
  readonly specHash: Hex;
  /** EIP-712 HiddenCommit; undefined when the task has no hidden part. */
  readonly hiddenCommit?: Hex | undefined;
  /** On-chain number of the kind, see core/taskKind.ts. */
  readonly kind: number;
  readonly reward: bigint;
  /** Held of a miner's stake per answer, and of a juror's per seat. */
  readonly answerBond: bigint;
  /** 1..32 */
  readonly maxAnswers: number;
  /** 0..15 */
  readonly panelSize: number;
  /** 1..5 */
  readonly attesters: number;
  readonly split: Split;
  readonly windows: Windows;
}

/** What automatic validators agree on; words are lanes of core/lanes.ts. */
export interface Receipt {
  readonly root: Hex;
  /** Lane = answer slot: points 0..255 proved. */
  readonly proved: Hex;
  /** Lane = open item: the answer slot it belongs to, 0xff when unused. */
  readonly laneSlots: Hex;
  /** Lane = open item: most points the panel can give it. */
  readonly laneCaps: Hex;
  /** Bit = answer slot: the answer was disproved. */
  readonly faults: number;
}

export interface TaskState extends TaskTerms {
  readonly id: bigint;
  readonly publisher: Hex;
  /** wei */
  readonly publisherStake: bigint;
  readonly state: 'open' | 'settled' | 'refunded';
  readonly schedule: Schedule;
  /** Last second in which a panel can be drawn, unix seconds. */
  readonly drawEnd: number;
  readonly answers: number;
  readonly revealed: number;
  /** Present once the hidden part is open; `openedAt` in unix seconds. */
  readonly hidden?: { readonly contentHash: Hex; readonly salt: Hex; readonly openedAt: number };
  /** Present once fixed. */
  readonly beacon?: Hex;
  /** Block whose hash gives the beacon; present once armed. */
  readonly beaconBlock?: number;
  readonly receipts: number;
  /** Receipts equal to the agreed one; 0 without a quorum. */
  readonly agreeing: number;
  /** No quorum can be reached any more: the task can be refunded. */
  readonly conflicting: boolean;
  /** Present once a quorum of equal receipts is on chain. */
  readonly agreed?: Receipt & { readonly hash: Hex };
  /** Member ids in seat order; present once drawn, empty when nobody was eligible. */
  readonly panel?: readonly number[];
}

export interface AnswerState {
  readonly slot: number;
  readonly minerId: number;
  readonly worker: Hex;
  readonly owner: Hex;
  readonly commit: Hex;
  readonly revealed: boolean;
  /** Present once revealed. */
  readonly contentHash?: Hex;
  readonly salt?: Hex;
}

export interface VoteState {
  readonly jurorId: number;
  readonly worker: Hex;
  readonly weight: number;
  readonly committed: boolean;
  readonly revealed: boolean;
  /** Present while sealed. */
  readonly commit?: Hex;
  /** Present once revealed. */
  readonly scores?: Hex;
  readonly rationaleHash?: Hex;
  readonly salt?: Hex;
}
