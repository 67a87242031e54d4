import { PoiwError } from '../../../core/errors.ts';
import { syntax, type SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import type { Check } from '../check.ts';
import { parseTaskPart, readText } from '../readSources.ts';
import { checkedItem } from '../receipt.ts';
import { compileJob } from '../solidity/compileJob.ts';
import type { SolidityFiles } from '../solidity/compile.ts';

/** Syntax answers: the compiler's errors are recomputed and must be the ones listed. */
export const compileCheck: Check = {
  name: 'compile',
  async run(request, runtime) {
    const answer = request.value as SyntaxAnswer;
    const settings = parseTaskPart('settings', syntax.settings, request.task.spec.settings);
    const { errors, version } = await compileJob(
      {
        sources: pickSources(request.task, settings.sources),
        compiler: settings.compiler,
        output: 'errors',
      },
      runtime,
    );
    const placed = errors.map(({ file, line, code }) => {
      if (file !== null && !code.startsWith('poiw-')) return nameOf({ file, line, code });
      // Nobody could list an error without place or number: the task must not have one.
      throw new PoiwError('E_TASK_INVALID', `the compiler gave up on the task (${code})`);
    });
    const actual = [...new Set(placed)].sort();
    const problem = difference(answer, actual);
    const right = problem === undefined;
    return [
      checkedItem(
        {
          id: 'result',
          verdict: right ? 'valid' : 'invalid',
          evidence: 'compile',
          reason: right ? 'errors-match' : 'errors-differ',
          explanation: problem ?? `all ${actual.length} errors are listed and no others`,
          group: right ? 'result' : null,
          facts: { errors: actual.length },
          outputs: { errors: actual },
        },
        request,
        { check: this.name, tools: { solc: version } },
      ),
    ];
  },
};

function pickSources({ files }: TaskPackage, paths: readonly string[]): SolidityFiles {
  return Object.fromEntries([...paths].sort().map((path) => [path, readText(files, path)]));
}

function difference({ ok, errors }: SyntaxAnswer, actual: readonly string[]): string | undefined {
  const listed = new Set(errors.map(nameOf));
  const missing = actual.filter((one) => !listed.has(one));
  const wrong = [...listed].filter((one) => !actual.includes(one));
  if (missing.length > 0) return `${missing.length} errors are missing, e.g. ${missing[0] ?? ''}`;
  if (wrong.length > 0) return `${wrong.length} errors do not exist, e.g. ${wrong[0] ?? ''}`;
  if (errors.length !== listed.size) return 'an error is listed twice';
  if (ok !== (actual.length === 0)) return `"ok" is ${ok} with ${actual.length} errors`;
  return undefined;
}

function nameOf({ file, line, code }: { file: string; line: number; code: string }): string {
  return `${file}:${line}:${code}`;
}
