import type { ContentId } from './contentId.ts';

/** Content-addressed bytes: what daemons share besides the chain. */
export interface BlobStore {
  /** Stores bytes durably and returns their name. */
  put(bytes: Uint8Array): Promise<ContentId>;
  /**
   * @throws PoiwError E_NOT_FOUND when nobody has it, E_CONTENT_MISMATCH when the bytes are not
   * the ones the id names
   */
  get(id: ContentId): Promise<Uint8Array>;
}
