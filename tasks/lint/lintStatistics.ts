import { mathsHiddenSchema, type MathsSettings } from '../kinds/maths.ts';
import { measureColumns } from '../kinds/measure.ts';
import { statisticsHiddenSchema, type StatisticsSettings } from '../kinds/statistics.ts';
import { warning } from '../problem.ts';
import { pushFault, readJson, requirePublic, textOf, type LintContext } from './lintContext.ts';

const HIDDEN = 'hidden/statistics.json';

export function lintStatistics(
  context: LintContext,
  settings: StatisticsSettings | MathsSettings,
): void {
  if ('dataset' in settings) lintData(context, settings);
  else lintMaths(context, settings);
}

function lintMaths(context: LintContext, { questions }: MathsSettings): void {
  const hidden = readJson(context, HIDDEN, mathsHiddenSchema);
  const references = new Set(hidden?.answers.map(({ question }) => question));
  questions.forEach((question, at) => {
    const where = `task.json: settings.questions[${at}]`;
    if (question.form === 'logic')
      requirePublic(context, `questions[${at}].formula`, question.formula);
    else if (hidden !== undefined && !references.has(question.id)) {
      pushFault(context, where, `${question.id} has no reference`, `add its value to ${HIDDEN}`);
    }
  });
}

function lintData(context: LintContext, settings: StatisticsSettings): void {
  requirePublic(context, 'dataset', settings.dataset);
  const columns = headerOf(textOf(context.files, settings.dataset));
  if (columns !== undefined) lintColumns(context, settings, columns);
  const hidden = readJson(context, HIDDEN, statisticsHiddenSchema);
  if (hidden === undefined) return;
  const references = new Set(hidden.answers.map(({ question }) => question));
  settings.questions.forEach(({ id }, at) => {
    if (references.delete(id)) return;
    const where = `task.json: settings.questions[${at}]`;
    pushFault(context, where, `${id} has no reference query`, `add its query to ${HIDDEN}`);
  });
  for (const id of references) {
    const fix = 'remove the query, or ask its question';
    context.problems.push(warning(`${HIDDEN}: answers`, `no question is called ${id}`, fix));
  }
}

function lintColumns(
  context: LintContext,
  { dataset, questions }: StatisticsSettings,
  columns: readonly string[],
): void {
  const lower = columns.map((name) => name.toLowerCase());
  if (lower.includes('') || new Set(lower).size < lower.length) {
    pushFault(context, dataset, 'a column has no name, or two have one', 'mend the header row');
  }
  questions.forEach(({ measure }, at) => {
    const unknown = (measure === undefined ? [] : measureColumns(measure)).filter(
      (name) => !lower.includes(name.toLowerCase()),
    );
    for (const name of unknown) {
      const where = `task.json: settings.questions[${at}].measure`;
      pushFault(
        context,
        where,
        `the dataset has no column ${name}`,
        `one of ${columns.join(', ')}`,
      );
    }
  });
}

/** Names in the first line; undefined for a file that is not there. */
function headerOf(csv: string | undefined): string[] | undefined {
  const [line] = csv?.split('\n', 1) ?? [];
  return line
    ?.replace(/\r$/, '')
    .split(',')
    .map((cell) => cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
}
