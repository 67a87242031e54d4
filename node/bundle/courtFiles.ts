import type { BlobStore } from '../../core/blobStore.ts';
import { contentIdFromDigest, type ContentId, type Hex } from '../../core/contentId.ts';
import { unseal } from '../../core/seal.ts';
import { readDisputeEvidence } from '../../validators/expert/disputeEvidence.ts';
import { BUNDLE } from './bundleFiles.ts';
import type { CourtFacts, CourtPanelFacts } from './courtFacts.ts';
import type { TaskFacts } from './taskFacts.ts';

/** What the disputant brought. */
export const EVIDENCE_FILE = `${BUNDLE.court}/evidence.json`;

export const artefactFile = (id: string): string => `${BUNDLE.court}/artefacts/${id}.json`;

/** A word an expert sealed as a step, or his final vote; without its ending. */
export function wordFile(
  { tier, rolled }: Pick<CourtPanelFacts, 'tier' | 'rolled'>,
  expertId: number,
  step: number | 'ruling',
): string {
  return `${BUNDLE.court}/${tier}${rolled ? 'b' : 'a'}/${expertId}-${step}`;
}

/** Something an expert sealed, and what opens it when he did. */
export interface SealedWord {
  readonly path: string;
  readonly contentHash: Hex;
  readonly salt?: Hex | undefined;
}

/** Everything experts sealed in a panel: posted words by even steps, then final votes. */
export function sealedWords(panel: CourtPanelFacts): SealedWord[] {
  const posted = panel.posts
    .filter(({ step }) => step % 2 === 0)
    .map(({ expertId, step, word }) => ({
      path: wordFile(panel, expertId, step),
      contentHash: word,
      salt: panel.posts.find((one) => one.expertId === expertId && one.step === step + 1)?.word,
    }));
  const votes = panel.votes.map(({ expertId, rationaleHash, salt }) => ({
    ...{ path: wordFile(panel, expertId, 'ruling'), contentHash: rationaleHash, salt },
  }));
  return [...posted, ...votes];
}

/** Members a dispute is about or judged by. */
export function courtMembers({ court }: Pick<TaskFacts, 'court'>): number[] {
  if (court === undefined) return [];
  const { accused, panels } = court;
  return [...(accused === 0 ? [] : [accused]), ...panels.flatMap(({ seats }) => seats)];
}

/** Adds what a dispute names to a bundle; a blob that nobody serves any more is left out. */
export async function addCourt(
  blobs: Pick<BlobStore, 'get'>,
  court: CourtFacts,
  files: Map<string, Uint8Array>,
): Promise<void> {
  const get = (id: ContentId) => blobs.get(id).catch(() => undefined);
  const evidence =
    court.evidence === undefined ? undefined : await get(contentIdFromDigest(court.evidence));
  if (evidence !== undefined) files.set(EVIDENCE_FILE, evidence);
  const brought = evidence === undefined ? undefined : readDisputeEvidence(evidence);
  for (const { artefact } of brought?.claims ?? []) {
    const bytes = artefact === null ? undefined : await get(artefact);
    if (artefact !== null && bytes !== undefined) files.set(artefactFile(artefact), bytes);
  }
  for (const { path, contentHash, salt } of court.panels.flatMap(sealedWords)) {
    const sealed = await get(contentIdFromDigest(contentHash));
    if (sealed === undefined) continue;
    files.set(`${path}.sealed`, sealed);
    const plain = salt === undefined ? undefined : opened(sealed, salt);
    if (plain !== undefined) files.set(`${path}.json`, plain);
  }
}

function opened(sealed: Uint8Array, salt: Hex): Uint8Array | undefined {
  try {
    return unseal(sealed, salt);
  } catch {
    return undefined;
  }
}
