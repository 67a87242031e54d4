import type { Json } from '../../../core/canonicalJson.ts';
import { packageOf } from '../../../validators/auto/testTasks.ts';
import { answerTo, INVALID, type HostileJob } from './hostileJob.ts';

const MATHS = packageOf('statistics', {
  settings: {
    questions: [
      { id: 'n', text: 'What is it?', form: 'number' },
      { id: 'f', text: 'What is it?', form: 'expression', variables: ['x'] },
      { id: 'l', text: 'Can it hold?', form: 'logic', formula: 'l.smt2' },
    ],
  },
  files: { 'l.smt2': '(declare-const x Int)(assert (> x 2))' },
  hidden: {
    'hidden/statistics.json': JSON.stringify({
      schema: 'poiw.maths-hidden/v1',
      answers: [{ question: 'n', value: '2' }, { question: 'f', value: 'x' }], // prettier-ignore
    }),
  },
});

const maths: readonly HostileJob[] = (
  [
    ['maths: 9^9^9', 'invalid no-such-value', 'n', { value: '9^9^9' }],
    ['maths: a tower', 'invalid no-such-value', 'n', { value: '9^9^9^9^9^9^9^9' }],
    ['maths: brackets', 'invalid no-such-value', 'n', { value: '('.repeat(1900) }],
    ['maths: a factorial', 'invalid no-such-value', 'n', { value: '99999999!' }],
    ['maths: a constructor', 'invalid no-such-value', 'f', { value: 'constructor("return 1")()' }],
    ['maths: a name from elsewhere', 'invalid no-such-value', 'f', { value: '__proto__' }],
    ['maths: powers of sums', 'invalid wrong-value', 'f', { value: '((x+1)^64+1)^64' }],
    ['maths: leaves the model', 'invalid no-such-value', 'l', { satisfiable: true, model: { x: '3))(exit)(assert (= 1 1' } }], // prettier-ignore
    ['maths: a model of no end', 'invalid no-such-value', 'l', { satisfiable: true, model: { x: `${'(- '.repeat(600)}1` } }], // prettier-ignore
  ] satisfies [string, string, string, Record<string, Json>][]
).map(([name, outcome, question, claim]) => ({
  name,
  outcome,
  task: MATHS,
  bytes: answerTo(MATHS, { claims: [{ id: 'c', question, ...claim }] }),
}));

/** A dataset that is none, or that no query finds an answer in. */
function dataset(name: string, outcome: string, content: string, sql = 'SELECT sum(a) FROM data') {
  const task = packageOf('statistics', {
    settings: {
      dataset: 'data.csv',
      questions: [{ id: 'q', text: 'What is it?', unit: '', decimals: 0 }],
    },
    files: { 'data.csv': content },
    hidden: {
      'hidden/statistics.json': JSON.stringify({
        schema: 'poiw.statistics-hidden/v1',
        answers: [{ question: 'q', sql: 'SELECT sum(a) FROM data' }],
      }),
    },
  });
  const claims = [{ id: 'c', question: 'q', sql, value: '1' }];
  return { name, outcome, task, bytes: answerTo(task, { claims, prose: '' }) };
}

const datasets: readonly HostileJob[] = [
  dataset('data: Parquet cut off', INVALID, `PAR1${'\u0015\u0004\u0000'.repeat(5000)}`),
  dataset('data: Parquet with nothing in it', INVALID, 'PAR1\u0000\u0000\u0000\u0000PAR1'),
  dataset('data: a million columns', INVALID, `${'a,'.repeat(1_000_000)}b\n${'1,'.repeat(1_000_000)}1\n`), // prettier-ignore
  dataset('data: one field of 20 MB', INVALID, `a\n"${'x'.repeat(20_000_000)}"\n`),
  dataset('data: fewer fields than columns', INVALID, 'a,b\n1\n2,3,4\n'),
  dataset('data: a quote without end', INVALID, `a\n"1\n${'2\n'.repeat(10_000)}`),
  dataset('data: no rows', INVALID, 'a\n'),
  dataset('data: nothing', INVALID, ''),
  dataset('data: no numbers', INVALID, 'a\nx\ny\n'),
  // Nobody can know: whoever claims a number for it is wrong, whoever leaves it out is not.
  dataset('data: a question without answer', INVALID, 'a\n""\n""\n'),
  dataset('data: formulas for a spreadsheet', INVALID, `a\n"=HYPERLINK(""http://x"",1)"\n`),
];

/** Mathematics, and data to be counted. */
export const statisticsJobs: readonly HostileJob[] = [...maths, ...datasets];
