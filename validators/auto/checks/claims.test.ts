import { describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import { contentIdOf, type Hex } from '../../../core/contentId.ts';
import type { TaskPackage, TaskSpec } from '../../../tasks/taskSpec.ts';
import type { CheckedItem } from '../verification.ts';
import { claimsCheck } from './claims.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const csv = utf8('region,amount\nnorth,10\nsouth,20.5\nnorth,\nsouth,30\n');
const seed: Hex = `0x${'5e'.repeat(32)}`;

const question = (id: string, decimals = 2) => ({ id, text: id, unit: 'EUR', decimals });

function taskOf(references: Readonly<Record<string, string>>, dataset = csv): TaskPackage {
  const spec: TaskSpec = {
    schema: 'poiw.spec/v1',
    kind: 'statistics',
    title: 'Four rows',
    description: 'A test.',
    settings: { dataset: 'data.csv', questions: [question('total'), question('mean', 1)] },
    files: [{ path: 'data.csv', content: contentIdOf(dataset), bytes: dataset.length }],
  };
  const answers = Object.entries(references).map(([id, sql]) => ({ question: id, sql }));
  const hidden = utf8(JSON.stringify({ schema: 'poiw.statistics-hidden/v1', answers }));
  return {
    id: contentIdOf(canonicalBytes(spec)),
    spec,
    files: new Map([['data.csv', dataset]]),
    hidden: new Map([['hidden/statistics.json', hidden]]),
  };
}

const task = taskOf({
  total: 'SELECT sum(amount) FROM data',
  mean: 'SELECT avg(amount) FROM data',
});

interface Draft {
  readonly id?: string;
  readonly question?: string;
  readonly sql?: string;
  readonly value?: string;
}

const claim = (draft: Draft) => ({
  id: draft.id ?? 'a',
  question: draft.question ?? 'total',
  sql: draft.sql ?? 'SELECT sum(amount) FROM data',
  value: draft.value ?? '60.50',
});

async function check(
  claims: readonly Draft[],
  prose = '',
  of = task,
): Promise<readonly CheckedItem[]> {
  const value = { task: of.id, claims: claims.map(claim), prose };
  const answer = contentIdOf(canonicalBytes(value));
  const pool = { run: () => Promise.reject(new Error('unused')), stop: () => Promise.resolve() };
  const { signal } = new AbortController();
  return claimsCheck.run({ task: of, answer, value, seed }, { pool, signal });
}

describe('claimsCheck', () => {
  test('default: right answers, and the same receipts twice', async () => {
    const draft = [
      { id: 'a' },
      { id: 'b', question: 'mean', sql: 'SELECT avg(amount) FROM data', value: '20.2' },
    ];
    const items = await check(draft, '1. The total is [[a]].\n2. On average [[b]].');
    expect(items).toMatchObject([
      { id: 'a', verdict: 'valid', evidence: 'recomputed', group: 'question:total' },
      { id: 'b', verdict: 'valid', facts: { weight: 1, value: '20.2', recomputed: '20.1666666667' } },
    ]); // prettier-ignore
    expect(items[0]?.receipt).toMatchObject({
      task: task.id,
      tools: { duckdb: expect.stringMatching(/^v1\./) as string },
      limits: { memoryMb: 512 },
      outputs: { recomputed: '60.5', reference: '60.5' },
    });
    const again = await check(draft, '1. The total is [[a]].\n2. On average [[b]].');
    expect(canonicalBytes(again)).toEqual(canonicalBytes(items));
  });

  test.each<[string, Draft, string]>([
    ['a wrong number', { value: '60.51' }, 'not-reproduced'],
    ['the right number by a wrong query', { sql: 'SELECT 61' }, 'not-reproduced'],
    ['a wrong query with its own number', { sql: 'SELECT 61', value: '61' }, 'wrong-value'],
    ['too coarse a number', { value: '60' }, 'not-reproduced'],
    ['a question of no one', { question: 'other' }, 'unknown-question'],
    ['a refused query', { sql: "SELECT count(*) FROM glob('*')" }, 'sql-refused'],
    ['a broken query', { sql: 'SELECT nope FROM data' }, 'sql-error'],
    ['many rows', { sql: 'SELECT amount FROM data' }, 'no-result'],
    [
      'a bomb',
      { sql: `SELECT count(*) FROM ${Array.from({ length: 20 }, () => 'data').join(' d, ')} d` },
      'sql-too-expensive',
    ],
  ])('behavior: %s is invalid', async (_, draft, reason) => {
    const [item] = await check([draft]);
    expect(item).toMatchObject({ verdict: 'invalid', reason, group: null });
    expect(item?.explanation).not.toBe('');
  });

  test('behavior: one try at a question', async () => {
    const items = await check([{ id: 'a', value: '1' }, { id: 'b' }]);
    expect(items).toMatchObject([
      { verdict: 'invalid', reason: 'not-reproduced' },
      { verdict: 'duplicate', reason: 'same-question' },
    ]);
  });

  test.each([
    ['The total is 60.50.', 'unbound-number'],
    ['The total is [[z]].', 'unknown-claim'],
    ['In Q3 it was [[a]].', 'unbound-number'],
    ['The total is ٦٠, see [[a]].', 'unbound-number'],
  ])('behavior: the prose "%s" is an invalid item', async (prose, reason) => {
    expect((await check([{}], prose)).slice(1)).toMatchObject([
      { id: 'prose', verdict: 'invalid', reason },
    ]);
  });

  test('error: a task that cannot be checked gives no verdict', async () => {
    const broken = { code: 'E_TASK_INVALID' };
    const bad = taskOf({ total: 'SELECT nope FROM data' });
    await expect(check([{}], '', bad)).rejects.toMatchObject(broken);
    await expect(check([{}], '', taskOf({ mean: 'SELECT 1' }))).rejects.toMatchObject(broken);
    const noRows = taskOf({ total: 'SELECT 1' }, utf8('a,b\n'));
    await expect(check([{}], '', noRows)).rejects.toMatchObject(broken);
  });
});
