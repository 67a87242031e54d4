import { PoiwError } from '../../../core/errors.ts';
import { syntax, type SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import type { Check } from '../check.ts';
import { parseTaskPart, readText } from '../readSources.ts';
import { judgeErrors } from '../languages/judgeErrors.ts';
import { compileJob } from '../solidity/compileJob.ts';
import type { SolidityFiles } from '../solidity/compilation.ts';

/** Syntax answers: the compiler's errors are recomputed and must be the ones listed. */
export const compileCheck: Check = {
  name: 'compile',
  async run(request, runtime) {
    const answer = request.value as SyntaxAnswer;
    const settings = parseTaskPart('settings', syntax.settings, request.task.spec.settings);
    if ('language' in settings) throw new PoiwError('E_BUG', 'this check compiles Solidity');
    const { errors, version } = await compileJob(
      {
        sources: pickSources(request.task, settings.sources),
        compiler: settings.compiler,
        output: 'errors',
      },
      runtime,
    );
    const tools = { solc: version };
    return [judgeErrors(answer, errors, { request, check: this.name, tools })];
  },
};

function pickSources({ files }: TaskPackage, paths: readonly string[]): SolidityFiles {
  return Object.fromEntries([...paths].sort().map((path) => [path, readText(files, path)]));
}
