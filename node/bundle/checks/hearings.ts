import { parseCanonicalJson, parseUntrustedJson } from '../../../core/canonicalJson.ts';
import { contentIdOf, type ContentId } from '../../../core/contentId.ts';
import { PoiwError } from '../../../core/errors.ts';
import { packLanes, unpackLanes } from '../../../core/lanes.ts';
import { LIMITS } from '../../../core/limits.ts';
import { audit } from '../../../tasks/kinds/audit.ts';
import type { CheckRuntime } from '../../../validators/auto/check.ts';
import { loadAuditHidden } from '../../../validators/auto/exploit/loadAuditInputs.ts';
import { createMeter } from '../../../validators/auto/exploit/meter.ts';
import { lookUpItems } from '../../../validators/auto/exploit/openItems.ts';
import type { VerificationReport } from '../../../validators/auto/report.ts';
import { checkStatement } from '../../../validators/expert/debate.ts';
import { readDisputeEvidence } from '../../../validators/expert/disputeEvidence.ts';
import type { ContestedItem } from '../../../validators/expert/expertMind.ts';
import type { Replay } from '../../../validators/expert/expertModel.ts';
import { calledLanes, contestedItem, createReplay } from '../../../validators/expert/gatherCase.ts';
import {
  firstVoteSchema,
  hearingStatementSchema,
  readRecord,
  type RulingRecord,
  type Transcript,
} from '../../../validators/expert/records.ts';
import { BUNDLE } from '../bundleFiles.ts';
import type { CourtPanelFacts } from '../courtFacts.ts';
import { artefactFile, EVIDENCE_FILE, wordFile } from '../courtFiles.ts';
import { rulingOf } from './court.ts';
import { assertSame, mismatch, need, type Evidence } from './evidence.ts';

/** The items in dispute rebuilt from the bundle, and an engine for what was brought. */
interface Scene {
  readonly items: readonly ContestedItem[];
  readonly replay: Replay;
}

/**
 * Looks at every debate as the experts did: each point of a transcript was said by the side it names,
 * its quote is in the code or its artefact runs and shows its side; first votes are those that were
 * sealed, and nobody changed his without something that ran.
 */
export async function checkHearings(evidence: Evidence, runtime: CheckRuntime): Promise<void> {
  const { court } = evidence.facts;
  if (court === undefined) return;
  const rulings = court.panels.flatMap((panel) =>
    panel.votes.flatMap(({ expertId }) => {
      const ruling = rulingOf(evidence.files, { court, panel, expertId });
      return ruling === undefined ? [] : [{ panel, expertId, ruling }];
    }),
  );
  if (rulings.length === 0) return;
  const scene = await setScene(evidence, runtime);
  const seen = new Set<string>();
  for (const { panel, expertId, ruling } of rulings) {
    checkOwn(evidence, { panel, expertId, ruling, caseId: court.caseId });
    for (const point of ruling.transcript.points) {
      const key = JSON.stringify([panel.tier, panel.rolled, point]);
      if (!seen.has(key)) await checkPoint(evidence, scene, { panel, point, caseId: court.caseId });
      seen.add(key);
    }
  }
}

async function setScene({ facts, files, task }: Evidence, runtime: CheckRuntime): Promise<Scene> {
  const bytes = need(files, BUNDLE.verification);
  const { lanes } = parseCanonicalJson(bytes, LIMITS.document) as VerificationReport;
  const { inputs, items: open } = await lookUpItems(
    { task, lanes, findingOf: ({ slot, item }) => findingIn(files, slot, item) },
    runtime,
  );
  const brought = files.get(EVIDENCE_FILE);
  const evidence = brought === undefined ? undefined : readDisputeEvidence(brought);
  const standing = unpackLanes(facts.settled?.medians ?? '0x0');
  const calledFor = calledLanes({
    judged: facts.court?.lanes ?? packLanes([], 0xff),
    lot: facts.lot?.lanes,
  });
  const items = open.map((item, lane) =>
    contestedItem(item, {
      ...{ lane, sources: inputs.sources, evidence, standing: standing[lane] ?? 0 },
      ...calledFor(lane),
    }),
  );
  const get = (id: ContentId): Promise<Uint8Array> => {
    const artefact = files.get(artefactFile(id));
    if (artefact !== undefined && contentIdOf(artefact) === id) return Promise.resolve(artefact);
    return Promise.reject(new PoiwError('E_NOT_FOUND', `${id} is not in the bundle`));
  };
  const seed = facts.beacon ?? '0x';
  const hidden = task.hidden === undefined ? undefined : loadAuditHidden(task);
  const replay = createReplay({
    ...{ blobs: { get }, items },
    arena: () => {
      if (hidden === undefined) throw mismatch('a debate about a hidden part nobody opened');
      return { inputs, hidden, seed, runtime, meter: createMeter() };
    },
  });
  return { items, replay };
}

function findingIn(files: Evidence['files'], slot: number, item: string) {
  const answer = files.get(`${BUNDLE.answers}/${slot}.json`);
  if (answer === undefined) return undefined;
  const parsed = audit.answer.safeParse(parseUntrustedJson(answer, LIMITS.answer));
  return parsed.success ? parsed.data.findings.find(({ id }) => id === item) : undefined;
}

interface Own {
  readonly panel: CourtPanelFacts;
  readonly expertId: number;
  readonly ruling: RulingRecord;
  readonly caseId: bigint;
}

/** An expert's own reasons against his own first vote. */
function checkOwn({ files }: Evidence, { panel, expertId, ruling, caseId }: Own): void {
  const bytes = files.get(`${wordFile(panel, expertId, 0)}.json`);
  const { tier, rolled } = panel;
  const by = { caseId, tier, rolled, expertId };
  const first = bytes === undefined ? undefined : readRecord(firstVoteSchema, bytes, by);
  const scores = unpackLanes(ruling.scores);
  for (const item of ruling.items) {
    const sealed = first?.judgements.find(({ lane }) => lane === item.lane);
    const what = `expert ${expertId} on lane ${item.lane}`;
    if (sealed !== undefined) assertSame(`first vote of ${what}`, item.first, sealed.verdict);
    assertSame(`score of ${what}`, scores[item.lane], item.score);
    const ran = ruling.transcript.points.some(
      ({ lane, evidence }) => lane === item.lane && evidence === 'executed',
    );
    if (item.first !== item.second && !ran) {
      throw mismatch(`${what} changed his vote though nothing ran that shows it`);
    }
  }
}

interface Spoken {
  readonly panel: CourtPanelFacts;
  readonly point: Transcript['points'][number];
  readonly caseId: bigint;
}

/** One point of a transcript: somebody sealed it, and it stands on what it says it does. */
async function checkPoint(
  { files }: Evidence,
  { items, replay }: Scene,
  { panel, point, caseId }: Spoken,
): Promise<void> {
  const { lane, side, round, evidence, citation, artefact } = point;
  const { tier, rolled } = panel;
  const of = items.find((item) => item.lane === lane)?.case;
  const what = `a point for ${side} on lane ${lane}`;
  if (of === undefined) throw mismatch(`${what} is about nothing`);
  const said = panel.seats.flatMap((expertId) => {
    const bytes = files.get(`${wordFile(panel, expertId, 2 * round)}.json`);
    const by = { caseId, tier, rolled, expertId };
    const statement =
      bytes === undefined ? undefined : readRecord(hearingStatementSchema, bytes, by);
    return (
      statement?.items.flatMap((one) =>
        one.lane === lane && one.side === side ? one.points : [],
      ) ?? []
    );
  });
  const wanted = JSON.stringify([citation, artefact]);
  const same = said.filter((one) => JSON.stringify([one.citation, one.artefact]) === wanted);
  const checked = await checkStatement(of, { side, round, reply: { points: same }, replay });
  const found = checked.find(({ text }) => text === point.text);
  if (found === undefined) throw mismatch(`${what} was said by nobody`);
  assertSame(`evidence of ${what}`, evidence, found.evidence);
}
