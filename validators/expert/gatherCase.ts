import { readTask } from '../../chain/actions/readTask.ts';
import { readLot } from '../../chain/actions/readLot.ts';
import type { CaseState } from '../../chain/caseState.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { contentIdFromDigest, type Hex } from '../../core/contentId.ts';
import { toJudgeCase } from '../../core/judging/toJudgeCase.ts';
import { unpackLanes } from '../../core/lanes.ts';
import type { CheckRuntime } from '../auto/check.ts';
import type { Arena } from '../auto/exploit/attack.ts';
import { loadAuditHidden } from '../auto/exploit/loadAuditInputs.ts';
import { createMeter } from '../auto/exploit/meter.ts';
import { gatherOpenItems, type OpenItem } from '../auto/exploit/openItems.ts';
import { readArtefact, readDisputeEvidence, type DisputeEvidence } from './disputeEvidence.ts';
import type { ContestedItem } from './expertMind.ts';
import type { Replay } from './expertModel.ts';
import { replayArtefact } from './replayArtefact.ts';

/** All a panel has in front of it. */
export interface GatheredCase {
  readonly task: TaskState;
  readonly items: readonly ContestedItem[];
  /** Runs an artefact against the task; the same artefact on the same item runs once. */
  readonly replay: Replay;
}

/**
 * Gathers a case: the items, what the disputant brings, and an engine for what runs. Evidence that
 * is missing or malformed disputes every item.
 *
 * @throws PoiwError E_NOT_FOUND while a blob of the task is missing
 */
export async function gatherCase(
  { chain, blobs }: { readonly chain: ChainClient; readonly blobs: BlobStore },
  dispute: Pick<CaseState, 'task' | 'ruling' | 'evidence' | 'used'>,
  runtime: CheckRuntime,
): Promise<GatheredCase> {
  const task = await readTask(chain, { taskId: dispute.task });
  const open = await gatherOpenItems({ chain, blobs }, task, { runtime, hidden: true });
  const brought = await blobs.get(contentIdFromDigest(dispute.evidence)).catch(() => undefined);
  const evidence = brought === undefined ? undefined : readDisputeEvidence(brought);
  // Drawn before the panel was: no expert can have begun without it.
  const lot = await readLot(chain, { taskId: dispute.task });
  const standing = unpackLanes(dispute.ruling);
  const { sources } = open.inputs;
  const calledFor = calledLanes({ judged: dispute.used, lot: lot?.lanes });
  const items = open.items.map((item, lane) =>
    contestedItem(item, {
      ...{ lane, sources, evidence, standing: standing[lane] ?? 0 },
      ...calledFor(lane),
    }),
  );
  const arena = (): Arena => ({
    inputs: open.inputs,
    hidden: loadAuditHidden(open.task),
    seed: task.beacon ?? '0x',
    runtime,
    meter: createMeter(),
  });
  return { task, items, replay: createReplay({ blobs, items, arena }) };
}

interface ItemContext {
  readonly lane: number;
  readonly sources: Readonly<Record<string, string>>;
  readonly evidence: DisputeEvidence | undefined;
  readonly standing: number;
  /** Whether the case is about the item at all: an audit is about those it drew. */
  readonly judged: boolean;
  /** Whether the lot drew it: then it is read whatever is disputed. */
  readonly drawn: boolean;
}

/** What a case calls for in each lane, from the words of the court. */
export function calledLanes(words: { readonly judged: Hex; readonly lot: Hex | undefined }) {
  const judged = unpackLanes(words.judged);
  const drawn = words.lot === undefined ? [] : unpackLanes(words.lot);
  return (lane: number) => ({
    judged: (judged[lane] ?? 0) !== 0,
    drawn: (drawn[lane] ?? 0) !== 0,
  });
}

/** An open item with what is said against it. */
export function contestedItem(
  { slot, item, judged: found }: OpenItem,
  { lane, sources, evidence, standing, judged, drawn }: ItemContext,
): ContestedItem {
  const claims = evidence?.claims.filter((one) => one.slot === slot && one.item === item) ?? [];
  const artefacts = claims.flatMap(({ artefact }) => (artefact === null ? [] : [artefact]));
  return {
    ...{ lane, slot, item, standing, artefacts },
    contested: judged && (evidence === undefined || claims.length > 0 || drawn),
    ...(found === undefined
      ? {}
      : { judged: found, case: toJudgeCase(caseName(lane), found.finding, sources) }),
  };
}

const caseName = (lane: number): string => `lane-${lane}`;

interface ReplayParts {
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly items: readonly ContestedItem[];
  readonly arena: () => Arena;
}

/** An engine for the artefacts of a case. */
export function createReplay({ blobs, items, arena }: ReplayParts): Replay {
  const known = new Map<string, ReturnType<Replay>>();
  const run: Replay = async (artefact, of) => {
    const judged = items.find(({ lane }) => caseName(lane) === of.id)?.judged;
    const bytes = await blobs.get(artefact).catch(() => undefined);
    const read = bytes === undefined ? undefined : readArtefact(bytes);
    if (judged === undefined || read === undefined) return null;
    const { finding, evidence } = judged;
    return replayArtefact(arena(), read, { finding, function: evidence.code.function });
  };
  return (artefact, of) => {
    const key = `${artefact} ${of.id}`;
    const result = known.get(key) ?? run(artefact, of);
    known.set(key, result);
    // What failed for now is tried again.
    result.catch(() => known.delete(key));
    return result;
  };
}
