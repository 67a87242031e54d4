import { canonicalBytes } from '../core/canonicalJson.ts';
import { hiddenCommitHash, type CommitDomain } from '../core/commitment.ts';
import { contentIdOf, digestOf, type ContentId, type Hex } from '../core/contentId.ts';
import { seal } from '../core/seal.ts';
import type { LoadedTask } from './loadTaskFolder.ts';
import type { TaskTerms } from './resolveTerms.ts';

export interface PublicationContext {
  /** `contract` is TaskManager. */
  readonly domain: CommitDomain;
  /** Address that will send the transaction. */
  readonly publisher: Hex;
  /** Seals the hidden part; keep it until the part is opened. */
  readonly salt: Hex;
}

/** The sealed part: stored for everyone now, opened by publishing `salt` after the reveals. */
interface HiddenPublication {
  /** Content id of the sealed bytes. */
  readonly sealed: ContentId;
  /** Its sha2-256 digest. */
  readonly contentHash: Hex;
  readonly salt: Hex;
  /** What goes on chain with the task. */
  readonly commit: Hex;
}

/** Everything needed to publish a task. */
export interface Publication {
  /** Content id of the spec. */
  readonly task: ContentId;
  /** Its digest, as the contract stores it. */
  readonly specHash: Hex;
  /** To be stored before the transaction is sent: spec, public files, sealed hidden part. */
  readonly blobs: readonly Uint8Array[];
  /** null when the task has no hidden part. */
  readonly hidden: HiddenPublication | null;
  readonly terms: TaskTerms;
}

/** Prepares a publication; pure. The caller stores the blobs and sends the transaction. */
export function preparePublication(task: LoadedTask, context: PublicationContext): Publication {
  const { package: content, terms, hiddenPack } = task;
  const specHash = digestOf(content.id);
  const open = [canonicalBytes(content.spec), ...content.files.values()];
  const base = { task: content.id, specHash, terms };
  if (hiddenPack === undefined) return { ...base, blobs: open, hidden: null };

  const bytes = seal(hiddenPack, context.salt);
  const sealed = contentIdOf(bytes);
  const contentHash = digestOf(sealed);
  const { domain, publisher, salt } = context;
  const commit = hiddenCommitHash(domain, { publisher, specHash, contentHash, salt });
  return { ...base, blobs: [...open, bytes], hidden: { sealed, contentHash, salt, commit } };
}
