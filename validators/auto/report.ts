import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdOf, digestOf, type ContentId, type Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import { laneSlots, scoreAnswers, type Lane } from '../../core/scoring.ts';
import { KINDS } from '../../tasks/kinds/kinds.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckedAnswer, CheckedItem, Evidence, ItemVerdict } from './verification.ts';

/** One item as the report shows it; the receipt is a blob of its own. */
export interface ReportItem {
  readonly id: string;
  readonly verdict: ItemVerdict;
  readonly evidence: Evidence;
  readonly reason: string;
  readonly explanation: string;
  readonly group: string | null;
  readonly receipt: ContentId;
}

interface ReportAnswer {
  readonly slot: number;
  readonly answer: ContentId | null;
  readonly refused: { readonly code: string; readonly explanation: string } | null;
  readonly items: readonly ReportItem[];
  /** Points proved, 0..255. */
  readonly points: number;
  readonly fault: boolean;
}

/** All automatic verdicts about one task: the blob whose digest is `root` on chain. */
export interface VerificationReport {
  readonly schema: 'poiw.verification/v1';
  readonly task: ContentId;
  readonly hidden: ContentId | null;
  readonly seed: Hex;
  readonly answers: readonly ReportAnswer[];
  /** Items left to the panel; the index is the lane. */
  readonly lanes: readonly Lane[];
}

/** The words an automatic validator puts on chain, as TaskManager's Receipt struct. */
interface ReceiptWords {
  readonly root: Hex;
  readonly proved: Hex;
  readonly laneSlots: Hex;
  readonly laneCaps: Hex;
  readonly faults: number;
}

export interface BuiltReport {
  readonly report: VerificationReport;
  /** Canonical bytes of the report and of every item receipt, to be stored as blobs. */
  readonly blobs: readonly Uint8Array[];
  readonly words: ReceiptWords;
}

/** Scores checked answers and writes the report; the same inputs give the same bytes. */
export function buildReport(
  task: TaskPackage,
  answers: readonly CheckedAnswer[],
  context: { readonly seed: Hex; readonly hidden: ContentId | null },
): BuiltReport {
  const { weigh } = KINDS[task.spec.kind];
  const sheet = scoreAnswers(
    answers.map(({ slot, refused, items }) => ({
      slot,
      refused: refused !== null,
      items: items.map((item) => ({
        id: item.id,
        verdict: item.verdict,
        group: item.group,
        weight: weigh(item),
      })),
    })),
  );
  const receipts = answers.flatMap(({ items }) =>
    items.map(({ receipt }) => canonicalBytes(receipt)),
  );
  const report: VerificationReport = {
    schema: 'poiw.verification/v1',
    task: task.id,
    hidden: context.hidden,
    seed: context.seed,
    answers: answers.map(({ slot, answer, refused, items }) => ({
      slot,
      answer,
      refused,
      items: items.map(reportItem),
      points: sheet.proved[slot] ?? 0,
      fault: sheet.faults.includes(slot),
    })),
    lanes: sheet.lanes,
  };
  const bytes = canonicalBytes(report);
  return {
    report,
    blobs: [bytes, ...receipts],
    words: {
      root: digestOf(contentIdOf(bytes)),
      proved: packLanes(sheet.proved),
      laneSlots: packLanes(laneSlots(sheet.lanes)),
      laneCaps: packLanes(sheet.lanes.map(({ cap }) => cap)),
      faults: sheet.faults.reduce((mask, slot) => mask + 2 ** slot, 0),
    },
  };
}

function reportItem(item: CheckedItem): ReportItem {
  const { id, verdict, evidence, reason, explanation, group } = item;
  const receipt = contentIdOf(canonicalBytes(item.receipt));
  return { id, verdict, evidence, reason, explanation, group, receipt };
}
