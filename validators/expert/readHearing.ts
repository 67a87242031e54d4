import { readDeliberation } from '../../chain/actions/readDeliberation.ts';
import type { CaseState } from '../../chain/caseState.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { contentIdFromDigest } from '../../core/contentId.ts';
import { COURT_COMMIT_SECONDS } from '../../core/courtRound.ts';
import type { HearingInput } from './hearing.ts';

/** A tenth of the commit window for each step of a hearing: the last two are for the final vote. */
export const COURT_STEPS = 10;

/** A panel's hearing as chain and blobs show it now. @param now chain time, unix seconds */
export async function readHearing(
  { chain, blobs }: { readonly chain: ChainClient; readonly blobs: BlobStore },
  { id: caseId, tier, rolled, hearing, commitEnd }: CaseState,
  { now, ...of }: Pick<HearingInput, 'items' | 'replay'> & { readonly now: number },
): Promise<HearingInput> {
  const { posts } = await readDeliberation(chain, { caseId, tier, rolled });
  const start = commitEnd - COURT_COMMIT_SECONDS;
  return {
    ...{ caseId, tier, rolled, seats: hearing.seats, posts, ...of },
    fetch: (contentHash) => blobs.get(contentIdFromDigest(contentHash)).catch(() => undefined),
    isOver: (step) => now > start + ((step + 1) * COURT_COMMIT_SECONDS) / COURT_STEPS,
  };
}
