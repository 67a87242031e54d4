import type { FindingEvidence } from '../../core/judging/judgeFinding.ts';
import type { CheckedPoint, Side } from '../../core/judging/statement.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import type { DisputedItem } from './hearing.ts';
import type { ExpertVerdict } from './records.ts';

/** An item in dispute with all an expert may look at. */
export interface ContestedItem extends DisputedItem {
  readonly judged?: { readonly finding: Finding; readonly evidence: FindingEvidence };
  /** Score of the decision in dispute, 0..255. */
  readonly standing: number;
  /** Whether the disputant means this item. */
  readonly contested: boolean;
  /** Content ids of what he brings that runs. */
  readonly artefacts: readonly string[];
}

export interface Opinion {
  readonly verdict: ExpertVerdict;
  readonly reasons: readonly string[];
}

/** How an expert makes up his mind; what it writes is checked like any stranger's. */
export interface ExpertMind {
  /** Model family, or how one judges without a model. */
  readonly family: string;
  /** Before he has read anybody else. */
  first(item: ContestedItem, signal: AbortSignal): Promise<Opinion>;
  /** Points for an assigned side; sees what both sides said in earlier rounds. */
  argue(
    item: ContestedItem,
    at: {
      readonly side: Side;
      readonly round: number;
      readonly said: readonly CheckedPoint[];
      readonly signal: AbortSignal;
    },
  ): Promise<unknown>;
  /** After a debate in which something ran. */
  second(
    item: ContestedItem,
    at: {
      readonly first: ExpertVerdict;
      readonly said: readonly CheckedPoint[];
      readonly signal: AbortSignal;
    },
  ): Promise<Opinion & { readonly failedProbe: boolean }>;
}
