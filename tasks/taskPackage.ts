import { z } from 'zod';
import { parseCanonicalJson } from '../core/canonicalJson.ts';
import { assertContent, type ContentId } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { unpackHidden } from './hiddenPack.ts';
import { KINDS } from './kinds/kinds.ts';
import { taskSpecSchema, type TaskPackage, type TaskSpec } from './taskSpec.ts';

/** Fetches a blob by its content id from whoever has it; need not be trusted. */
export type FetchBlob = (id: ContentId) => Promise<Uint8Array>;

/**
 * The public description of a task without its files: enough to decide whether to take it.
 *
 * @throws PoiwError E_CONTENT_MISMATCH, E_JSON_INVALID, E_SCHEMA, and what `fetch` throws
 */
export async function fetchTaskSpec(specId: ContentId, fetch: FetchBlob): Promise<TaskSpec> {
  return parseSpec(await fetchChecked(specId, fetch));
}

/**
 * Rebuilds a task from blobs, as a miner or a validator does. Every content id and size is
 * checked here, whatever the fetcher promises.
 *
 * @param hiddenPack plain (unsealed) hidden pack, once the publisher opened it
 * @throws PoiwError E_CONTENT_MISMATCH, E_JSON_INVALID, E_SCHEMA, and what `fetch` throws
 */
export async function fetchTaskPackage(
  specId: ContentId,
  fetch: FetchBlob,
  hiddenPack?: Uint8Array,
): Promise<TaskPackage> {
  const spec = await fetchTaskSpec(specId, fetch);
  const files = new Map<string, Uint8Array>();
  for (const { path, content, bytes } of spec.files) {
    const data = await fetchChecked(content, fetch);
    if (data.length !== bytes) {
      throw new PoiwError('E_SCHEMA', `${path} has ${data.length} bytes, its task says ${bytes}`, {
        hint: 'the task was published with a false size; leave it alone',
      });
    }
    files.set(path, data);
  }
  const task = { id: specId, spec, files };
  return hiddenPack === undefined ? task : { ...task, hidden: unpackHidden(hiddenPack) };
}

async function fetchChecked(id: ContentId, fetch: FetchBlob): Promise<Uint8Array> {
  const bytes = await fetch(id);
  assertContent(id, bytes);
  return bytes;
}

function parseSpec(bytes: Uint8Array): TaskSpec {
  const parsed = taskSpecSchema.safeParse(parseCanonicalJson(bytes, LIMITS.document));
  if (!parsed.success) throw badSpec(parsed.error);
  const settings = KINDS[parsed.data.kind].settings.safeParse(parsed.data.settings);
  if (!settings.success) throw badSpec(settings.error);
  return parsed.data;
}

function badSpec(error: z.ZodError): PoiwError {
  return new PoiwError('E_SCHEMA', `not a task: ${z.prettifyError(error)}`, {
    hint: 'the publisher did not use this format; leave the task alone',
  });
}
