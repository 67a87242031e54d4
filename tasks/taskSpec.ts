import { z } from 'zod';
import { contentIdOf, isContentId, type ContentId } from '../core/contentId.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { LIMITS } from '../core/limits.ts';
import { TASK_KINDS } from '../core/taskKind.ts';

/** A path inside a task folder: relative, forward slashes, no dot segments. */
export const relativePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, 'a relative path');

/** All public files of a task together; miners and validators hold them in memory. */
export const MAX_TASK_BYTES = 64 * 1024 * 1024;

export const contentId = z.string().refine(isContentId, 'a content id (CID v1, raw, sha2-256)');

/**
 * The public part of a task as one canonical JSON blob. Its content id is the task's identity off
 * chain: answers name it, receipts name it, and the contract stores its digest as `specHash`.
 */
export const taskSpecSchema = z.strictObject({
  schema: z.literal('poiw.spec/v1'),
  kind: z.enum(TASK_KINDS),
  title: z.string().min(1).max(120),
  description: z.string().min(1).max(8000),
  /** Kind-specific public settings; each kind's file has the schema. */
  settings: z.record(z.string(), z.json()),
  files: z
    .array(
      z.strictObject({
        path: relativePath,
        content: contentId,
        bytes: z.int().min(0).max(LIMITS.fileBytes),
      }),
    )
    .max(LIMITS.files)
    .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, 'unique paths')
    .refine(
      (files) => files.reduce((total, { bytes }) => total + bytes, 0) <= MAX_TASK_BYTES,
      `files of at most ${MAX_TASK_BYTES} bytes together`,
    ),
});

export type TaskSpec = z.infer<typeof taskSpecSchema>;

/** The files of one part (public or hidden) of a task, by path. */
export type FileMap = ReadonlyMap<string, Uint8Array>;

/**
 * Everything an engine needs about a task. A miner has no `hidden`; validators have it once the
 * publisher opened it.
 */
export interface TaskPackage {
  /** Content id of the canonical bytes of `spec`. */
  readonly id: ContentId;
  readonly spec: TaskSpec;
  readonly files: FileMap;
  /** Absent while sealed, or when the kind needs none. */
  readonly hidden?: FileMap;
}

/** The content id of a spec. */
export function taskIdOf(spec: TaskSpec): ContentId {
  return contentIdOf(canonicalBytes(spec));
}
