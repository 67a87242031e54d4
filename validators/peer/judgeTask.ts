import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import type { Hex } from '../../core/contentId.ts';
import { isUndecided, judgeFinding } from '../../core/judging/judgeFinding.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import { judgingOrder } from '../../core/judging/judgingOrder.ts';
import type { CheckRuntime } from '../auto/check.ts';
import { gatherOpenItems, type OpenItem } from '../auto/exploit/openItems.ts';
import { judgeByModel } from './judgeByModel.ts';
import type { Rationale } from './rationale.ts';

export interface JudgeComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  /** The juror: his order of judging is his own. */
  readonly worker: Hex;
  /** Asked about what the evidence alone does not decide; without one, such items are abstained from. */
  readonly model?: JudgeModel;
}

/**
 * Judges every item the agreed verification left open, one at a time, in an order of this juror's
 * own: none stands first for everybody.
 *
 * @throws PoiwError E_NOT_FOUND while a blob is missing
 */
export async function judgeTask(
  { chain, blobs, worker, model }: JudgeComponents,
  task: TaskState,
  runtime: CheckRuntime,
): Promise<Rationale> {
  const { report, inputs, items } = await gatherOpenItems({ chain, blobs }, task, { runtime });
  const context = `${task.id}|${worker.toLowerCase()}`;
  const { sources } = inputs;
  const { signal } = runtime;
  const judgements = new Map<number, Rationale['judgements'][number]>();
  for (const at of judgingOrder(items.length, context)) {
    const item = items[at];
    if (item === undefined) continue;
    const of = { sources, context: `${context}|${at}`, signal };
    const { score, reasons } = await judge(item, model, of);
    const { slot, item: id } = item;
    judgements.set(at, { slot, item: id, score, reasons: reasons.slice(0, 12) });
  }
  const inLaneOrder = items.flatMap((_, at) => judgements.get(at) ?? []);
  return { schema: 'poiw.rationale/v1', report, judgements: inLaneOrder };
}

async function judge(
  { judged }: OpenItem,
  model: JudgeModel | undefined,
  of: Parameters<typeof judgeByModel>[2],
) {
  if (judged === undefined) return { score: 0, reasons: ['the answer holds no such finding'] };
  const seen = judgeFinding(judged.finding, judged.evidence);
  if (model === undefined || !isUndecided(seen)) return seen;
  const asked = await judgeByModel(model, judged.finding, of);
  return { score: asked.score, reasons: [...seen.reasons, ...asked.reasons] };
}
