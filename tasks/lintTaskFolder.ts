import { posix } from 'node:path';
import { asPoiwError } from '../core/errors.ts';
import { audit } from './kinds/audit.ts';
import { KINDS } from './kinds/kinds.ts';
import { optimization } from './kinds/optimization.ts';
import { statistics } from './kinds/statistics.ts';
import { syntax } from './kinds/syntax.ts';
import { lintAudit } from './lint/lintAudit.ts';
import type { LintContext } from './lint/lintContext.ts';
import { lintGold } from './lint/lintGold.ts';
import { lintOptimization } from './lint/lintOptimization.ts';
import { lintStatistics } from './lint/lintStatistics.ts';
import { lintSyntax } from './lint/lintSyntax.ts';
import { packHidden } from './hiddenPack.ts';
import { missingHidden } from './loadTaskFolder.ts';
import { fault, problemsOf, type Problem } from './problem.ts';
import { readTaskFolder } from './readTaskFolder.ts';
import { resolveTerms } from './resolveTerms.ts';
import type { TaskManifest } from './taskManifest.ts';
import type { FileMap } from './taskSpec.ts';

export interface LintReport {
  /** No errors; warnings may remain. */
  readonly ok: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Finds everything wrong with a task folder that can be found without running code. What needs a
 * run (do gold answers pass, do empty exploits fail) is for the engine of the automatic validator.
 */
export async function lintTaskFolder(dir: string): Promise<LintReport> {
  const { manifest, files, hidden, problems: found } = await readTaskFolder(dir);
  const context: LintContext = { files, hidden, problems: [...found] };
  if (manifest !== undefined) {
    context.problems.push(...missingHidden(manifest), ...termsProblems(manifest));
    context.problems.push(...leaks(files, hidden), ...packProblems(hidden));
    lintSettings(context, manifest);
  }
  const { problems } = context;
  if (isSound(problems)) problems.push(...(await lintGold(dir)));
  return { ok: isSound(problems), problems };
}

function isSound(problems: readonly Problem[]): boolean {
  return problems.every(({ level }) => level !== 'error');
}

function lintSettings(context: LintContext, { kind, settings: raw }: TaskManifest): void {
  const parsed = KINDS[kind].settings.safeParse(raw);
  if (!parsed.success) {
    context.problems.push(...problemsOf('task.json', parsed.error, ['settings']));
    return;
  }
  switch (kind) {
    case 'audit': {
      lintAudit(context, audit.settings.parse(raw));
      return;
    }
    case 'optimization': {
      lintOptimization(context, optimization.settings.parse(raw));
      return;
    }
    case 'statistics': {
      lintStatistics(context, statistics.settings.parse(raw));
      return;
    }
    case 'syntax': {
      lintSyntax(context, syntax.settings.parse(raw));
      return;
    }
  }
}

function termsProblems({ kind, terms }: TaskManifest): Problem[] {
  return caught('task.json: terms', () => resolveTerms(kind, terms));
}

function packProblems(hidden: FileMap): Problem[] {
  return caught('task.json: hidden', () => packHidden(hidden));
}

function caught(path: string, run: () => unknown): Problem[] {
  try {
    run();
    return [];
  } catch (thrown) {
    const { code, message, hint, details } = asPoiwError(thrown);
    const field = typeof details['path'] === 'string' ? details['path'] : path;
    const text = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
    return [fault(code, field, text, hint ?? 'see docs/task-format.md')];
  }
}

/** Shortest hidden content that counts as a leak when it stands inside a public file. */
const LEAK_BYTES = 64;

/** A file of the same name is no leak: a set of mended sources may hold unchanged ones. */
function leaks(files: FileMap, hidden: FileMap): Problem[] {
  return [...hidden].flatMap(([path, secret]) =>
    [...files]
      .filter(([open]) => posix.basename(open) !== posix.basename(path))
      .filter(([, bytes]) => leaksInto(Buffer.from(secret), Buffer.from(bytes)))
      .map(([open]) =>
        fault(
          'E_TASK_INVALID',
          open,
          `shows the content of ${path}`,
          'take it out of the public file, or do not hide it',
        ),
      ),
  );
}

function leaksInto(secret: Buffer, open: Buffer): boolean {
  return secret.equals(open) || (secret.length >= LEAK_BYTES && open.includes(secret));
}
