import { maxSatisfying, satisfies, validRange } from 'semver';
import { LIMITS } from '../../core/limits.ts';
import type { CompilerSettings } from '../kinds/scenario.ts';
import { warning, type Problem } from '../problem.ts';
import { HELD_SOLC, isPinnedSolc, NEWEST_SOLC } from '../solidity/heldSolc.ts';
import { SOLC_RELEASES } from '../solidity/solcReleases.ts';
import { pushFault, textOf, type LintContext } from './lintContext.ts';

/** What all kinds with Solidity in them share. */
export function lintCompiler(context: LintContext, { solc }: CompilerSettings): void {
  if (!isPinnedSolc(solc)) {
    const message = `no validator of this release has solc ${solc}`;
    const fix = `any release from 0.4.11 to ${NEWEST_SOLC}; without a network: ${HELD_SOLC.join(', ')}`;
    pushFault(context, 'task.json: settings.compiler.solc', message, fix);
  } else {
    context.problems.push(
      ...[...context.files.keys()].flatMap((path) => pragmaProblem(context, path, solc)),
    );
  }
  const bytes = [...context.files].reduce(
    (sum, [path, data]) => (path.endsWith('.sol') ? sum + data.length : sum),
    0,
  );
  if (bytes > LIMITS.sourceBytes) {
    const message = `${bytes} bytes of Solidity, at most ${LIMITS.sourceBytes}`;
    pushFault(context, 'task.json: public', message, 'leave out what the task does not need');
  }
}

const PRAGMA = /^[ \t]*pragma[ \t]+solidity[ \t]+([^;{}]{1,100});/m;

/** A file that says which compilers it is for, and the task's is not among them. */
function pragmaProblem({ files }: LintContext, path: string, solc: string): Problem[] {
  const wanted = path.endsWith('.sol') ? PRAGMA.exec(textOf(files, path) ?? '')?.[1] : undefined;
  // What the compiler reads and npm does not is for the compiler to judge.
  if (wanted === undefined || validRange(wanted) === null || satisfies(solc, wanted)) return [];
  const fitting =
    maxSatisfying([...HELD_SOLC], wanted) ?? maxSatisfying(Object.keys(SOLC_RELEASES), wanted);
  const fix = fitting === null ? 'mend the pragma' : `set settings.compiler.solc to ${fitting}`;
  return [warning(path, `its pragma ${wanted.trim()} does not take solc ${solc}`, fix)];
}
