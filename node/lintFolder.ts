import { join } from 'node:path';
import { contentIdOf } from '../core/contentId.ts';
import { loadTaskFolder, type LoadedTask } from '../tasks/loadTaskFolder.ts';
import { lintTaskFolder } from '../tasks/lintTaskFolder.ts';
import { fault, warning, type Problem } from '../tasks/problem.ts';
import { createNodePool } from './createNodePool.ts';
import type { CheckRuntime } from '../validators/auto/check.ts';
import { lintAuditHidden } from '../validators/auto/exploit/lintAuditHidden.ts';
import { verifyAnswers } from '../validators/auto/verifyAnswers.ts';

export interface LintFolderOptions {
  /** Format only: nothing is compiled or run. */
  readonly static: boolean;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface FolderLint {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Whether the task was also built and run. */
  readonly deep: boolean;
}

const UNDECIDED =
  'no validator can decide it, so without a panel it pays nobody: ask for what can be proved';

/** Where a publisher keeps his own right answer. */
const GOLD = 'hidden/gold.json';

/** Checks a task folder: its format first, then, when that is sound, by building and running it. */
export async function lintFolder(folder: string, options: LintFolderOptions): Promise<FolderLint> {
  const { ok, problems } = await lintTaskFolder(folder);
  if (!ok || options.static) return { ok, problems, deep: false };
  options.progress(`format sound; building and running ${join(folder, 'task.json')}`);
  const pool = createNodePool();
  try {
    const loaded = await loadTaskFolder(folder);
    const deep = await runTask(loaded, { pool, signal: options.signal });
    const all = [...problems, ...deep];
    return { ok: all.every(({ level }) => level !== 'error'), problems: all, deep: true };
  } finally {
    await pool.stop();
  }
}

async function runTask({ package: task, hiddenPack }: LoadedTask, runtime: CheckRuntime) {
  if (task.spec.kind === 'audit') return lintAuditHidden(task, runtime);
  const gold = task.hidden?.get(GOLD);
  if (gold === undefined) return [];
  const { report } = await verifyAnswers(
    {
      task,
      hidden: hiddenPack === undefined ? null : contentIdOf(hiddenPack),
      seed: `0x${'00'.repeat(32)}`,
      answers: [{ slot: 0, bytes: gold }],
    },
    runtime,
  );
  return report.answers.flatMap(({ refused, items }): Problem[] => {
    const fix = 'the publisher’s own answer must be right: correct it or the hidden part';
    if (refused !== null) return [fault('E_TASK_INVALID', GOLD, refused.explanation, fix)];
    return items
      .filter(({ verdict }) => verdict !== 'valid')
      .map(({ id, verdict, explanation }) =>
        verdict === 'open'
          ? warning(`${GOLD}: ${id}`, explanation, UNDECIDED)
          : fault('E_TASK_INVALID', `${GOLD}: ${id}`, explanation, fix),
      );
  });
}
