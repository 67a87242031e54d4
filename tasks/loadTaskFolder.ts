import { contentIdOf } from '../core/contentId.ts';
import { packHidden } from './hiddenPack.ts';
import { KINDS } from './kinds/kinds.ts';
import { fault, problemError, problemsOf, type Problem } from './problem.ts';
import { readTaskFolder, type TaskFolder } from './readTaskFolder.ts';
import { resolveTerms, type TaskTerms } from './resolveTerms.ts';
import type { TaskManifest } from './taskManifest.ts';
import { taskIdOf, type TaskPackage, type TaskSpec } from './taskSpec.ts';

/** A task folder, checked and ready to be published. */
export interface LoadedTask {
  readonly package: TaskPackage;
  readonly terms: TaskTerms;
  /** Canonical plain pack of the hidden files; absent when there are none. */
  readonly hiddenPack?: Uint8Array;
}

/**
 * Loads a task folder, an untrusted input.
 *
 * @throws PoiwError E_NOT_FOUND, E_PATH_OUTSIDE, E_JSON_INVALID, E_JSON_TOO_DEEP, E_TASK_INVALID,
 * E_TASK_TOO_LARGE; the message starts with file and field, the hint says what to change
 */
export async function loadTaskFolder(dir: string): Promise<LoadedTask> {
  return assembleTask(await readTaskFolder(dir));
}

/** The package of a folder that was read; throws the first of its problems. */
function assembleTask({ manifest, files, hidden, problems }: TaskFolder): LoadedTask {
  const [first] = problems;
  if (first !== undefined) throw problemError(first);
  if (manifest === undefined) throw new TypeError('a folder without problems has a manifest');
  const [missing] = missingHidden(manifest);
  if (missing !== undefined) throw problemError(missing);
  const spec = specOf(manifest, files);
  const terms = resolveTerms(manifest.kind, manifest.terms);
  const task: TaskPackage = { id: taskIdOf(spec), spec, files };
  if (hidden.size === 0) return { package: task, terms };
  return { package: { ...task, hidden }, terms, hiddenPack: packHidden(hidden) };
}

/** Problems with what the kind demands of the hidden part. */
export function missingHidden({ kind, hidden = [] }: TaskManifest): Problem[] {
  const main = `hidden/${kind}.json`;
  if (KINDS[kind].hidden === 'required' && !hidden.includes(main)) {
    const message = `a task of kind ${kind} needs ${main}`;
    return [
      fault('E_TASK_INVALID', 'task.json: hidden', message, `write ${main} and list it here`),
    ];
  }
  if (KINDS[kind].hidden === 'none' && hidden.length > 0) {
    const message = `a task of kind ${kind} has no hidden part`;
    return [fault('E_TASK_INVALID', 'task.json: hidden', message, 'leave the field out')];
  }
  return [];
}

function specOf(manifest: TaskManifest, files: ReadonlyMap<string, Uint8Array>): TaskSpec {
  const { kind, title, description } = manifest;
  const settings = KINDS[kind].settings.safeParse(manifest.settings);
  if (!settings.success) {
    const [problem] = problemsOf('task.json', settings.error, ['settings']);
    if (problem !== undefined) throw problemError(problem);
  }
  return {
    schema: 'poiw.spec/v1',
    kind,
    title,
    description,
    // With defaults filled in: what a task means must not change with a later release.
    settings: settings.data as TaskSpec['settings'],
    files: [...files]
      .map(([path, bytes]) => ({ path, content: contentIdOf(bytes), bytes: bytes.length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
