import type { z } from 'zod';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import type { FileMap } from '../../tasks/taskSpec.ts';
import type { SolidityFiles } from './solidity/compilation.ts';

/** Every `.sol` file, sorted by path: their order must not reach the compiler's output. */
export function readSources(files: FileMap): SolidityFiles {
  const paths = [...files.keys()].filter((path) => path.endsWith('.sol')).sort();
  return Object.fromEntries(paths.map((path) => [path, readText(files, path)]));
}

/** @throws PoiwError E_TASK_INVALID when the file is missing or no UTF-8 */
export function readText(files: FileMap, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw new PoiwError('E_TASK_INVALID', `the task has no file ${path}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PoiwError('E_TASK_INVALID', `${path} is not UTF-8 text`, { cause });
  }
}

/** @throws PoiwError E_TASK_INVALID when the file is missing, no JSON or not of the schema */
export function readJsonFile<Value>(files: FileMap, path: string, schema: z.ZodType<Value>): Value {
  readText(files, path);
  let value: unknown;
  try {
    value = parseUntrustedJson(files.get(path) ?? new Uint8Array(), LIMITS.document);
  } catch (cause) {
    throw new PoiwError('E_TASK_INVALID', `${path}: ${messageOf(cause)}`, { cause });
  }
  return parseTaskPart(path, schema, value);
}

/** @throws PoiwError E_TASK_INVALID naming what does not fit */
export function parseTaskPart<Value>(
  what: string,
  schema: z.ZodType<Value>,
  value: unknown,
): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PoiwError('E_TASK_INVALID', `${what}: ${firstIssue(parsed.error)}`);
}

/** Path and message of the first thing a schema refused. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not of the schema';
  const path = issue.path.map(String).join('.');
  return `${path === '' ? '' : `${path}: `}${issue.message}`.slice(0, 300);
}
