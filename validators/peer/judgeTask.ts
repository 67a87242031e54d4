import { readAnswers } from '../../chain/actions/readAnswers.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { parseCanonicalJson, parseUntrustedJson } from '../../core/canonicalJson.ts';
import { contentIdFromDigest } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import { judgingOrder } from '../../core/judging/judgingOrder.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Lane } from '../../core/scoring.ts';
import { audit, type Finding } from '../../tasks/kinds/audit.ts';
import { openSealed } from '../../tasks/openSealed.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import type { CheckRuntime } from '../auto/check.ts';
import { checkQuote } from '../auto/exploit/checkQuote.ts';
import { loadAuditInputs, type AuditInputs } from '../auto/exploit/loadAuditInputs.ts';
import type { VerificationReport } from '../auto/report.ts';
import { compileJob } from '../auto/solidity/compileJob.ts';
import { codeEvidence } from '../auto/solidity/evidence.ts';
import { functionText } from './functionText.ts';
import type { Hex } from '../../core/contentId.ts';
import { judgeByModel } from './judgeByModel.ts';
import { isUndecided, judgeFinding, type Judgement } from './judgeFinding.ts';
import type { Rationale } from './rationale.ts';

export interface JudgeComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  /** The juror: his order of judging is his own. */
  readonly worker: Hex;
  /** Asked about what the evidence alone does not decide; without one, such items are abstained from. */
  readonly model?: JudgeModel;
}

/** What is being judged: the public code, compiled by the juror himself. */
interface Court {
  readonly inputs: AuditInputs;
  readonly asts: Awaited<ReturnType<typeof compileJob>>['asts'];
}

/**
 * Judges every item the agreed verification left open. The juror trusts nobody's word: he fetches
 * the code, compiles it and looks each quote up himself.
 *
 * @throws PoiwError E_NOT_FOUND while a blob is missing
 */
export async function judgeTask(
  { chain, blobs, worker, model }: JudgeComponents,
  task: TaskState,
  runtime: CheckRuntime,
): Promise<Rationale> {
  if (task.agreed === undefined) throw new PoiwError('E_BUG', 'a panel without an agreed receipt');
  const report = contentIdFromDigest(task.agreed.root);
  const { lanes } = parseCanonicalJson(
    await blobs.get(report),
    LIMITS.document,
  ) as VerificationReport;
  const taskPackage = await fetchTaskPackage(contentIdFromDigest(task.specHash), (id) =>
    blobs.get(id),
  );
  const inputs = loadAuditInputs(taskPackage);
  const { asts } = await compileJob(
    { sources: inputs.sources, compiler: inputs.compiler, output: 'ast' },
    runtime,
  );
  const answers = await readAnswers(chain, { taskId: task.id });
  const context = `${task.id}|${worker.toLowerCase()}`;
  const judgements = new Map<number, Rationale['judgements'][number]>();
  // One finding at a time, in an order of this juror's own: none stands first for everybody.
  for (const at of judgingOrder(lanes.length, context)) {
    const lane = lanes[at];
    if (lane === undefined) continue;
    const answer = answers.find(({ slot }) => slot === lane.slot);
    const finding = await findFinding(blobs, answer, lane);
    const seen = judge({ inputs, asts }, finding);
    const asked =
      model !== undefined && finding !== undefined && isUndecided(seen)
        ? await judgeByModel(model, finding, {
            sources: inputs.sources,
            context: `${context}|${at}`,
            signal: runtime.signal,
          })
        : undefined;
    const { score, reasons } = asked ?? seen;
    const all = asked === undefined ? reasons : [...seen.reasons, ...reasons];
    judgements.set(at, { slot: lane.slot, item: lane.item, score, reasons: all.slice(0, 12) });
  }
  const inLaneOrder = lanes.flatMap((_, at) => judgements.get(at) ?? []);
  return { schema: 'poiw.rationale/v1', report, judgements: inLaneOrder };
}

function judge({ inputs, asts }: Court, finding: Finding | undefined): Judgement {
  if (finding === undefined) return { score: 0, reasons: ['the answer holds no such finding'] };
  const file = finding.locations[0]?.file ?? '';
  const text = inputs.sources[file] ?? '';
  const code = codeEvidence(finding, { ast: asts[file], text });
  return judgeFinding(finding, {
    misquoted: checkQuote(finding, inputs),
    code,
    functionText: functionText(text, code.function),
  });
}

/** The finding a lane is about, read from the revealed answer as from any stranger's file. */
async function findFinding(
  blobs: BlobStore,
  answer: Awaited<ReturnType<typeof readAnswers>>[number] | undefined,
  { item }: Lane,
): Promise<Finding | undefined> {
  if (answer?.contentHash === undefined || answer.salt === undefined) return undefined;
  const { contentHash, salt } = answer;
  const plain = parseUntrustedJson(await openSealed(blobs, { contentHash, salt }), LIMITS.answer);
  const parsed = audit.answer.safeParse(plain);
  return parsed.success ? parsed.data.findings.find(({ id }) => id === item) : undefined;
}
