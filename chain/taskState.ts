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
  /** 0..21 */
  readonly panelSize: number;
  /**
   * Who judges what checks leave open: a panel of the task's own, an epoch together with other tasks,
   * or a panel of its own that grows while it is undecided.
   */
  readonly lane: 'task' | 'epoch' | 'growing';
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
  /** Automatic validators drawn by lot, who attest first; empty before the beacon is fixed. */
  readonly drawnAttesters: readonly number[];
  /** Epoch that judges the task; absent when none does. */
  readonly epoch?: number;
  /**
   * Member ids of the latest panel in seat order, of a growing one those of all rounds; present once
   * drawn, empty when nobody was eligible.
   */
  readonly panel?: readonly number[];
  /** The latest panel's round and the last seconds of its two phases; present once drawn. */
  readonly ballot?: {
    readonly round: number;
    readonly commitEnd: number;
    readonly revealEnd: number;
  };
  /** A second panel, or a growing panel's next round, waits to be drawn. */
  readonly rolling: boolean;
  /** Last second in which a growing panel can grow, unix seconds; absent when it cannot. */
  readonly growEnd?: number;
  /** Bits of the settlement's slots that were collected, see core/settlementSlots.ts. */
  readonly collected: bigint;
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
  readonly seat: number;
  /** The key that worked for the juror at the draw. */
  readonly worker: Hex;
  /** The round the juror was drawn in and the last seconds of its two phases. */
  readonly ballot: NonNullable<TaskState['ballot']>;
  readonly weight: number;
  readonly committed: boolean;
  readonly revealed: boolean;
  /** Shown too early: the bond is gone and the vote void. */
  readonly snitched: boolean;
  /** Present once sealed. */
  readonly commit?: Hex;
  /** Present once revealed. */
  readonly scores?: Hex;
  readonly rationaleHash?: Hex;
  readonly salt?: Hex;
}
