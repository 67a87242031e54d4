import { realpath } from 'node:fs/promises';
import { parseUntrustedJson } from '../core/canonicalJson.ts';
import { asPoiwError, PoiwError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { fault, problemsOf, type Problem } from './problem.ts';
import { readInside } from './readInside.ts';
import { isHiddenPath, taskManifestSchema, type TaskManifest } from './taskManifest.ts';
import { MAX_TASK_BYTES } from './taskSpec.ts';

/** What a task folder holds, and all that is wrong with its form. */
export interface TaskFolder {
  /** Absent when task.json cannot be read at all. */
  readonly manifest?: TaskManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly hidden: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
}

/**
 * Reads an untrusted task folder: only files that task.json names, never through a link, never
 * beyond the limits. Problems are collected, so that a publisher sees all of them at once.
 */
export async function readTaskFolder(dir: string): Promise<TaskFolder> {
  const nothing = { files: new Map<string, Uint8Array>(), hidden: new Map<string, Uint8Array>() };
  let raw: unknown;
  let root: string;
  try {
    root = await openRoot(dir);
    raw = parseUntrustedJson(
      await readInside(root, 'task.json', LIMITS.document.maxBytes),
      LIMITS.document,
    );
  } catch (thrown) {
    return { ...nothing, problems: [problemFrom('task.json', thrown)] };
  }
  const parsed = taskManifestSchema.safeParse(raw);
  const outside = pathsOutside(raw);
  if (!parsed.success) {
    return { ...nothing, problems: [...outside, ...problemsOf('task.json', parsed.error)] };
  }
  const manifest = parsed.data;
  const problems = listProblems(manifest);
  const files = await readAll(root, manifest.public, problems);
  const hidden = await readAll(root, manifest.hidden ?? [], problems);
  return { manifest, files, hidden, problems };
}

async function openRoot(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (cause) {
    throw new PoiwError('E_NOT_FOUND', `no folder ${dir}`, {
      cause,
      hint: 'name the folder that holds task.json',
    });
  }
}

async function readAll(root: string, paths: readonly string[], problems: Problem[]) {
  const files = new Map<string, Uint8Array>();
  let left = MAX_TASK_BYTES;
  for (const path of new Set(paths)) {
    try {
      const bytes = await readInside(root, path, Math.min(left, LIMITS.fileBytes));
      left -= bytes.length;
      files.set(path, bytes);
    } catch (thrown) {
      problems.push(problemFrom(path, thrown));
    }
  }
  return files;
}

/** Duplicates are compared without case: on some file systems they are one file. */
function listProblems({ public: open, hidden = [] }: TaskManifest): Problem[] {
  const leaks = open
    .filter(isHiddenPath)
    .map((path) =>
      fault(
        'E_TASK_INVALID',
        'task.json: public',
        `${path} lies under hidden/ and would be published`,
        'list it under "hidden", or move it out of that folder',
      ),
    );
  const seen = new Set<string>();
  const twice = [...open, ...hidden].filter((path) => {
    const key = path.toLowerCase();
    return seen.has(key) || !seen.add(key);
  });
  const repeated = twice.map((path) =>
    fault('E_TASK_INVALID', 'task.json: public', `${path} is listed twice`, 'list each file once'),
  );
  return [...leaks, ...repeated];
}

/** A path that tries to leave the folder gets its own code, before the schema's "no such form". */
function pathsOutside(raw: unknown): Problem[] {
  const lists = ['public', 'hidden'].flatMap((field) => {
    const list: unknown = (raw as Record<string, unknown> | null)?.[field];
    return Array.isArray(list) ? list.map((path: unknown, index) => ({ field, path, index })) : [];
  });
  return lists.flatMap(({ field, path, index }) =>
    typeof path === 'string' && /^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path)
      ? [
          fault(
            'E_PATH_OUTSIDE',
            `task.json: ${field}[${index}]`,
            `${path.slice(0, 80)} leaves the task folder`,
            'copy the file into the folder and give its relative path',
          ),
        ]
      : [],
  );
}

function problemFrom(path: string, thrown: unknown): Problem {
  const { code, message, hint } = asPoiwError(thrown);
  return fault(code, path, message, hint ?? 'see docs/task-format.md');
}
