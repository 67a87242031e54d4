import type { BlobStore } from '../core/blobStore.ts';
import { contentIdFromDigest, type Hex } from '../core/contentId.ts';
import { unseal } from '../core/seal.ts';

/** What a reveal on chain says: which blob, and the salt that opens it. */
export interface Opening {
  /** sha2-256 digest of the sealed bytes. */
  readonly contentHash: Hex;
  readonly salt: Hex;
}

/**
 * The plain bytes behind a reveal, of an answer or of a hidden part.
 *
 * @throws PoiwError E_NOT_FOUND, E_CONTENT_MISMATCH, E_SEAL_BROKEN
 */
export async function openSealed(blobs: BlobStore, opening: Opening): Promise<Uint8Array> {
  const sealed = await blobs.get(contentIdFromDigest(opening.contentHash));
  return unseal(sealed, opening.salt);
}
