import { z } from 'zod';
import { canonicalBytes, parseCanonicalJson } from '../core/canonicalJson.ts';
import { PoiwError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { isHiddenPath } from './taskManifest.ts';
import { relativePath, type FileMap } from './taskSpec.ts';

/** Plain form of a sealed hidden part. */
export const packSchema = z.strictObject({
  schema: z.literal('poiw.hidden/v1'),
  files: z
    .record(relativePath.refine(isHiddenPath, 'a path under hidden/'), z.base64())
    .refine((files) => Object.keys(files).length <= LIMITS.files, `at most ${LIMITS.files} files`),
});

/**
 * The hidden files of a task as one canonical JSON blob, the plain form of what is sealed.
 *
 * @param files paths as in the folder, all under hidden/
 * @throws PoiwError E_TASK_TOO_LARGE
 */
export function packHidden(files: FileMap): Uint8Array {
  const encoded = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
  const pack = canonicalBytes({
    schema: 'poiw.hidden/v1',
    files: Object.fromEntries(encoded) as Record<string, string>,
  });
  if (pack.length > LIMITS.document.maxBytes) {
    throw new PoiwError(
      'E_TASK_TOO_LARGE',
      `hidden files pack into ${pack.length} bytes, at most ${LIMITS.document.maxBytes}`,
      { hint: 'the hidden part holds queries, patches and keys; data belongs to the public files' },
    );
  }
  return pack;
}

/**
 * The hidden files of a pack. Only the one canonical encoding is accepted, so that a pack has one
 * content id.
 *
 * @throws PoiwError E_JSON_INVALID, E_JSON_TOO_DEEP, E_SCHEMA
 */
export function unpackHidden(pack: Uint8Array): FileMap {
  const parsed = packSchema.safeParse(parseCanonicalJson(pack, LIMITS.document));
  if (!parsed.success) {
    throw new PoiwError('E_SCHEMA', `not a hidden pack: ${z.prettifyError(parsed.error)}`, {
      hint: 'the publisher opened something else than a poiw.hidden/v1 pack',
    });
  }
  return new Map(Object.entries(parsed.data.files).map(([path, text]) => [path, decode(text)]));
}

/** Base64 with stray bits in its last letter decodes too, but is not what we write. */
function decode(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) {
    throw new PoiwError('E_SCHEMA', 'hidden pack holds base64 that is not canonical');
  }
  return new Uint8Array(bytes);
}
