import { LIMITS } from '../../core/limits.ts';
import type { CompilerSettings } from '../kinds/scenario.ts';
import { pushFault, type LintContext } from './lintContext.ts';

/** The compiler every validator of this release has. */
const SOLC = '0.8.37';

/** What all kinds with Solidity in them share. */
export function lintCompiler(context: LintContext, { solc }: CompilerSettings): void {
  if (solc !== SOLC) {
    const message = `no validator of this release has solc ${solc}`;
    pushFault(context, 'task.json: settings.compiler.solc', message, `use ${SOLC}`);
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
