import { canonicalJson, parseCanonicalJson } from '../../../core/canonicalJson.ts';
import { contentIdOf } from '../../../core/contentId.ts';
import { PoiwError } from '../../../core/errors.ts';
import { LIMITS } from '../../../core/limits.ts';
import { unpackHidden } from '../../../tasks/hiddenPack.ts';
import { taskSpecSchema, type TaskPackage } from '../../../tasks/taskSpec.ts';
import { BUNDLE } from '../bundleFiles.ts';
import { chainRecordSchema, type ChainRecord } from '../chainRecord.ts';
import { taskFacts, type TaskFacts } from '../taskFacts.ts';

/** A bundle's files, parsed once for all checks. */
export interface Evidence {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly record: ChainRecord;
  readonly facts: TaskFacts;
  readonly task: TaskPackage;
}

/** @throws PoiwError E_VERIFY_MISMATCH, E_JSON_INVALID, E_SCHEMA */
export function openEvidence(files: ReadonlyMap<string, Uint8Array>): Evidence {
  const record = chainRecordSchema.safeParse(
    parseCanonicalJson(need(files, BUNDLE.chain), { ...LIMITS.document, maxBytes: 64 * 1024 ** 2 }),
  );
  if (!record.success) throw mismatch(`${BUNDLE.chain} is no chain record`);
  return { files, record: record.data, facts: taskFacts(record.data), task: taskOf(files) };
}

/** A file of the bundle. @throws PoiwError E_VERIFY_MISMATCH */
export function need(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw mismatch(`${path} is missing`);
  return bytes;
}

export function mismatch(message: string): PoiwError {
  return new PoiwError('E_VERIFY_MISMATCH', message, {
    hint: 'do not rely on this result: ask the publisher or fetch the bundle from the chain again',
  });
}

/** @throws PoiwError E_VERIFY_MISMATCH when they differ */
export function assertSame(what: string, actual: unknown, expected: unknown): void {
  const shown = (value: unknown) =>
    typeof value === 'string' ? value : value === undefined ? 'nothing' : canonicalJson(value);
  if (shown(actual) !== shown(expected)) {
    throw mismatch(`${what}: ${shown(actual)} is not ${shown(expected)}`);
  }
}

function taskOf(files: ReadonlyMap<string, Uint8Array>): TaskPackage {
  const bytes = need(files, BUNDLE.spec);
  const spec = taskSpecSchema.safeParse(parseCanonicalJson(bytes, LIMITS.document));
  if (!spec.success) throw mismatch(`${BUNDLE.spec} is no task specification`);
  const prefix = `${BUNDLE.public}/`;
  const publicFiles = [...files].flatMap(([path, content]): [string, Uint8Array][] =>
    path.startsWith(prefix) ? [[path.slice(prefix.length), content]] : [],
  );
  const pack = files.get(BUNDLE.hidden);
  const task = { id: contentIdOf(bytes), spec: spec.data, files: new Map(publicFiles) };
  return pack === undefined ? task : { ...task, hidden: unpackHidden(pack) };
}
