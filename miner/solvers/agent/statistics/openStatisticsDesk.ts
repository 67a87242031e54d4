import { z } from 'zod';
import { trusted, trustedConstant, untrusted } from '../../../../models/untrusted/segment.ts';
import {
  statistics,
  type Claim,
  type StatisticsAnswer,
  type StatisticsSettings,
} from '../../../../tasks/kinds/statistics.ts';
import { runQueries } from '../../../../validators/auto/duckdb/runQueries.ts';
import type { SolveContext } from '../../../solver.ts';
import { rounded, sentence } from '../../solveStatistics.ts';
import { defineTool } from '../defineTool.ts';
import { moved, said, type Desk, type OpenDesk } from '../desk.ts';
import { fileTools } from '../fileTools.ts';

const sql = z
  .string()
  .min(1)
  .max(4000)
  .describe('one SELECT over table data giving one row with one number');
const MAX_QUERIES = 80;

/** Questions the baseline left open: the model writes queries, the database gives the numbers. */
export const openStatisticsDesk: OpenDesk = (context, floor): Promise<Desk | undefined> => {
  const settings = statistics.settings.parse(context.task.spec.settings);
  // Questions of mathematics have no dataset to query: the baseline's answer stands.
  if (!('dataset' in settings)) return Promise.resolve(undefined);
  const dataset = context.task.files.get(settings.dataset);
  const known = (floor as StatisticsAnswer | null)?.claims ?? [];
  const open = settings.questions.filter(({ id }) =>
    known.every(({ question }) => question !== id),
  );
  if (dataset === undefined || open.length === 0) return Promise.resolve(undefined);
  const claims = new Map<string, Claim>();
  const query = createQuery(dataset, context);
  const answerOf = (): StatisticsAnswer | null => {
    const all = [...known, ...claims.values()];
    if (all.length === 0) return null;
    const prose = settings.questions.flatMap((one) => sentence(one, all)).join('\n');
    return { task: context.task.id, claims: all, prose };
  };
  return Promise.resolve({
    brief: trusted`${trustedConstant(statistics.brief)}\n${trustedConstant(statistics.method)}`,
    opening: [
      untrusted(trusted`open questions`, describe(open, settings)),
      untrusted(trusted`first rows`, head(dataset), settings.dataset),
    ],
    tools: [
      ...fileTools(context.task.files),
      defineTool({
        name: 'query_data',
        description: 'Run one SELECT over table data.',
        input: z.strictObject({ sql }),
        run: async (input) => moved(untrusted(trusted`result`, (await query(input.sql)).text)),
      }),
      defineTool({
        name: 'answer_question',
        description:
          'Answer a question by the query that computes it; its number is taken from the database.',
        input: z.strictObject({ question: z.string().max(40), sql }),
        async run({ question: id, sql: text }) {
          const question = open.find((one) => one.id === id);
          if (question === undefined) return said(trusted`There is no open question of that id.`);
          const { value, text: shown } = await query(text);
          const number = value === undefined ? undefined : rounded(value, question);
          if (number === undefined) {
            return said(
              trusted`No answer: the query gives no number.`,
              untrusted(trusted`result`, shown),
            );
          }
          claims.set(id, { id, question: id, sql: text, value: number });
          return moved(trusted`Answered.`, untrusted(trusted`value`, number));
        },
      }),
    ],
    answer: answerOf,
    added: () => claims.size,
  });
};

interface Result {
  readonly value: number | undefined;
  readonly text: string;
}

function createQuery(dataset: Uint8Array, { signal }: SolveContext) {
  let queries = 0;
  return async (text: string): Promise<Result> => {
    queries += 1;
    if (queries > MAX_QUERIES) return { value: undefined, text: 'no more queries for this task' };
    const { outcomes } = await runQueries(dataset, [{ sql: text, group: 'answer' }], { signal });
    const [outcome] = outcomes;
    if (outcome?.state === 'value') return { value: outcome.value, text: outcome.text };
    return {
      value: undefined,
      text: outcome === undefined ? 'nothing' : `${outcome.reason}: ${outcome.detail}`,
    };
  };
}

function describe(
  open: StatisticsSettings['questions'],
  { conventions = 'none' }: StatisticsSettings,
): string {
  const lines = open.map(
    ({ id, text, unit, decimals }) => `${id}: ${text} [${unit}, ${decimals} decimals]`,
  );
  return [...lines, `conventions: ${conventions}`].join('\n');
}

function head(dataset: Uint8Array): string {
  return new TextDecoder().decode(dataset.subarray(0, 4000)).split('\n').slice(0, 8).join('\n');
}
