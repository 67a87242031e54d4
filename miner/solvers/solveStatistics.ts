import { KINDS } from '../../tasks/kinds/kinds.ts';
import { measureToSql } from '../../tasks/kinds/measure.ts';
import type { Claim, StatisticsAnswer, StatisticsSettings } from '../../tasks/kinds/statistics.ts';
import { runQueries } from '../../validators/auto/duckdb/runQueries.ts';
import type { SolveContext } from '../solver.ts';

type Question = StatisticsSettings['questions'][number];

/** Answers the questions that say as data what they ask; the others are left to better readers. */
export async function solveStatistics({
  task,
  signal,
  progress,
}: SolveContext): Promise<StatisticsAnswer | null> {
  // Mathematics needs a solver that thinks.
  if (!('dataset' in task.spec.settings)) return null;
  const settings = KINDS.statistics.settings.parse(task.spec.settings) as StatisticsSettings;
  const dataset = task.files.get(settings.dataset);
  const asked = settings.questions.flatMap((question) => {
    const { measure } = question;
    return measure === undefined ? [] : [{ question, sql: measureToSql(measure) }];
  });
  progress(`${asked.length} of ${settings.questions.length} questions carry a measure`);
  if (dataset === undefined || asked.length === 0) return null;
  const queries = asked.map(({ sql }) => ({ sql, group: 'answer' }));
  const { outcomes } = await runQueries(dataset, queries, { signal });
  const claims = asked.flatMap(({ question, sql }, at): Claim[] => {
    const outcome = outcomes[at];
    if (outcome?.state !== 'value') return [];
    const value = rounded(outcome.value, question);
    return value === undefined ? [] : [{ id: question.id, question: question.id, sql, value }];
  });
  if (claims.length === 0) return null;
  const prose = settings.questions.flatMap((one) => sentence(one, claims)).join('\n');
  return { task: task.id, claims, prose };
}

/** Decimal text of a value as the question asks; undefined beyond what `toFixed` writes out. */
export function rounded(value: number, { decimals }: Question): string | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return undefined;
  const text = value.toFixed(decimals);
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}

/** A question with its number; what has digits of its own would read as a number without claim. */
export function sentence({ id, text, unit }: Question, claims: readonly Claim[]): string[] {
  if (claims.every((claim) => claim.id !== id)) return [];
  const plain = (words: string) => (/\p{Nd}|\[\[/u.test(words) ? '' : words);
  return [`${plain(text)} [[${id}]] ${plain(unit)}`.trim()];
}
