import { PoiwError } from '../../../core/errors.ts';
import type { LanguageSettings } from '../../../tasks/kinds/languages.ts';
import { syntax, type SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import type { FileMap } from '../../../tasks/taskSpec.ts';
import type { Check } from '../check.ts';
import { judgeErrors } from '../languages/judgeErrors.ts';
import type { ParseRequest, ParseResult } from '../languages/source.ts';
import { parseTaskPart, readText } from '../readSources.ts';

/** Syntax answers in any language but Solidity: parsed again in a worker. */
export const parseCheck: Check = {
  name: 'parse',
  async run(request, { pool, signal }) {
    const { files, spec } = request.task;
    const settings = parseTaskPart('settings', syntax.settings, spec.settings);
    if (!('language' in settings)) throw new PoiwError('E_BUG', 'Solidity is compiled');
    const job = { name: 'parse', ...parseRequest(settings, files) };
    const { errors, tools } = await pool.run<ParseResult>(job, { signal });
    const answer = request.value as SyntaxAnswer;
    return [judgeErrors(answer, errors, { request, check: this.name, tools })];
  },
};

/** What a task's parser is given; solvers ask the same. */
export function parseRequest(settings: LanguageSettings, files: FileMap): ParseRequest {
  const schema = settings.language === 'json-schema' ? [settings.schema] : [];
  const paths = [...new Set([...settings.sources, ...schema])].sort();
  return {
    settings,
    files: Object.fromEntries(paths.map((path) => [path, readText(files, path)])),
  };
}
