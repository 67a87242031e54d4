import type { ContentId, Hex } from '../../core/contentId.ts';
import type { Json } from '../../core/canonicalJson.ts';

/** What a check decided about one item. `open`: no check can decide, the panel must. */
export type ItemVerdict = 'valid' | 'invalid' | 'duplicate' | 'open';

/** What the verdict rests on. */
export type Evidence = 'exploit' | 'recomputed' | 'gas' | 'fuel' | 'compile' | 'label' | 'none';

/**
 * The replayable record of one item's verdict. Same inputs, same bytes, on any machine: no clock,
 * no host name, no path. Written as canonical JSON; its content id is the item's `receipt`.
 */
interface ItemReceipt {
  readonly schema: 'poiw.receipt/v1';
  readonly check: string;
  readonly task: ContentId;
  /** Content id of the canonical hidden pack, null when the task has none. */
  readonly hidden: ContentId | null;
  /** Content id of the answer's plain bytes. */
  readonly answer: ContentId;
  readonly item: string;
  /** The chain's beacon, fixed after the commits closed: seeds worlds and probes. */
  readonly seed: Hex;
  /**
   * Version of every tool whose output the verdict depends on, with the sha-256 of its code, or the
   * commit of a native one, whose bytes differ from machine to machine.
   */
  readonly tools: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, number>>;
  readonly verdict: ItemVerdict;
  readonly evidence: Evidence;
  /** Stable code for machines, e.g. `exploit-proved`, `exploit-no-effect`, `quote-mismatch`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly explanation: string;
  /** Gas lists, state roots, kill vector, recomputed values: what a replay must reproduce. */
  readonly outputs: Json;
}

/** One item (finding, claim, output) of an answer after checking. */
export interface CheckedItem {
  readonly id: string;
  readonly verdict: ItemVerdict;
  readonly evidence: Evidence;
  readonly reason: string;
  readonly explanation: string;
  /** Groups items about the same thing across answers, e.g. a planted bug or a key question. */
  readonly group: string | null;
  /** Severity, claimed value and the like: what scoring needs, kind-specific. */
  readonly facts: Readonly<Record<string, Json>>;
  readonly receipt: ItemReceipt;
}

/** One answer before checking. */
export interface SubmittedAnswer {
  /** Slot on chain, 0..31. */
  readonly slot: number;
  /** Plain bytes as revealed; undefined when sealed bytes were missing or did not open. */
  readonly bytes: Uint8Array | undefined;
}

/** One answer after checking. */
export interface CheckedAnswer {
  readonly slot: number;
  /** null when the bytes were never readable. */
  readonly answer: ContentId | null;
  /** Why the whole answer was refused (`schema`, `wrong-task`, `too-large`, …), else null. */
  readonly refused: { readonly code: string; readonly explanation: string } | null;
  readonly items: readonly CheckedItem[];
}
