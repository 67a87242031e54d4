import type { Json } from '../../core/canonicalJson.ts';
import { contentIdOf, type ContentId } from '../../core/contentId.ts';
import { packHidden } from '../../tasks/hiddenPack.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckRequest } from './check.ts';
import { CHECK_LIMITS } from './limits.ts';
import { CHECKS_VERSION } from './toolVersions.ts';
import type { CheckedItem, Evidence, ItemVerdict } from './verification.ts';

/** What a check says about one item, before it is written down. */
export interface ItemDecision {
  readonly id: string;
  readonly verdict: ItemVerdict;
  readonly evidence: Evidence;
  readonly reason: string;
  readonly explanation: string;
  readonly group: string | null;
  readonly facts: Readonly<Record<string, Json>>;
  /** What a replay must reproduce; integers, strings, booleans, null and lists of them only. */
  readonly outputs: Json;
}

/** A decision with its receipt: everything the verdict depends on, and nothing else. */
export function checkedItem(
  decision: ItemDecision,
  request: CheckRequest,
  used: { readonly check: string; readonly tools: Readonly<Record<string, string>> },
): CheckedItem {
  const { id, verdict, evidence, reason, explanation, group, facts, outputs } = decision;
  return {
    id,
    verdict,
    evidence,
    reason,
    explanation,
    group,
    facts,
    receipt: {
      schema: 'poiw.receipt/v1',
      check: used.check,
      task: request.task.id,
      hidden: hiddenIdOf(request.task),
      answer: request.answer,
      item: id,
      seed: request.seed,
      tools: { ...used.tools, checks: CHECKS_VERSION },
      limits: CHECK_LIMITS,
      verdict,
      evidence,
      reason,
      explanation,
      outputs,
    },
  };
}

function hiddenIdOf({ hidden }: TaskPackage): ContentId | null {
  return hidden === undefined ? null : contentIdOf(packHidden(hidden));
}
