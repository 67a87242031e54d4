import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { contentIdOf } from '../../../core/contentId.ts';
import { measureToSql } from '../../../tasks/kinds/measure.ts';
import {
  dataSettings,
  statistics,
  type StatisticsAnswer,
} from '../../../tasks/kinds/statistics.ts';
import { loadTaskFolder } from '../../../tasks/loadTaskFolder.ts';
import { generateOrders } from '../../../tasks/samples/generateOrders.ts';
import { claimsCheck } from './claims.ts';

const folder = fileURLToPath(new URL('../../../tasks/samples/statistics-orders/', import.meta.url));
const { package: task } = await loadTaskFolder(folder);
const bytes = readFileSync(`${folder}hidden/gold.json`);
const gold = statistics.answer.parse(JSON.parse(bytes.toString())) as StatisticsAnswer;
const { questions } = dataSettings.parse(task.spec.settings);

async function reasonsOf(value: StatisticsAnswer, of = task) {
  const pool = { run: () => Promise.reject(new Error('unused')), stop: () => Promise.resolve() };
  const items = await claimsCheck.run(
    { task: of, answer: contentIdOf(bytes), value, seed: `0x${'00'.repeat(32)}` },
    { pool, signal: new AbortController().signal },
  );
  return items.map(({ id, reason }) => `${id} ${reason}`);
}

const right = (ids: readonly string[]) => ids.map((id) => `${id} value-matches`);

test('default: the gold answer is right, word for word', async () => {
  expect(gold.claims.length).toBe(questions.length);
  expect(await reasonsOf(gold)).toEqual(right(questions.map(({ id }) => id)));
});

test('default: what questions say as data is what they say in words', async () => {
  const measured = questions.filter(({ measure }) => measure !== undefined);
  expect(questions.length - measured.length).toBeGreaterThanOrEqual(3);
  const claims = gold.claims.flatMap((claim) => {
    const measure = measured.find(({ id }) => id === claim.question)?.measure;
    return measure === undefined ? [] : [{ ...claim, sql: measureToSql(measure) }];
  });
  const answer = { ...gold, claims, prose: '' };
  expect(await reasonsOf(answer)).toEqual(right(measured.map(({ id }) => id)));
});

test('behavior: answers copied to another dataset are wrong', async () => {
  const dataset = new TextEncoder().encode(generateOrders(20_262, 6_000));
  const other = { ...task, files: new Map([['data/orders.csv', dataset]]) };
  const reasons = await reasonsOf(gold, other);
  expect(reasons).toEqual(questions.map(({ id }) => `${id} not-reproduced`));
});
