import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import type { SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { packageOf, SEED } from '../testTasks.ts';

const pool = createCheckPool({ threads: 1 });
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const TASK = packageOf('syntax', {
  settings: { language: 'typescript', level: 'types', sources: ['a.ts'] },
  files: { 'a.ts': 'export const a: number = "a";\nexport const b: string = 1;\n' },
});
const RIGHT: SyntaxAnswer['errors'] = [
  { file: 'a.ts', line: 2, code: 'TS2322' },
  { file: 'a.ts', line: 1, code: 'TS2322' },
];

async function check(answer: Omit<SyntaxAnswer, 'task'>, task = TASK) {
  const bytes = canonicalBytes({ task: task.id, ...answer });
  return (await checkAnswer(task, { slot: 0, bytes }, SEED, runtime)).items;
}

describe('parseCheck', () => {
  test('default: the type errors in any order are right, and the receipt says by what', async () => {
    const items = await check({ ok: false, errors: RIGHT });
    expect(items).toMatchObject([{ id: 'result', verdict: 'valid', reason: 'errors-match' }]);
    expect(items[0]?.receipt).toMatchObject({ check: 'parse', tools: { typescript: expect.stringMatching(/^6\.0\.3 sha256:[0-9a-f]{64}$/) as string } }); // prettier-ignore
    const again = await check({ ok: false, errors: RIGHT });
    expect(canonicalBytes(again)).toEqual(canonicalBytes(items));
  });

  test.each<[string, Omit<SyntaxAnswer, 'task'>]>([
    ['misses one', { ok: false, errors: RIGHT.slice(1) }],
    ['says all is well', { ok: true, errors: [] }],
    ['invents one', { ok: false, errors: [...RIGHT, { file: 'b.ts', line: 1, code: 'TS1' }] }],
  ])('behavior: an answer that %s is wrong', async (_, answer) => {
    expect(await check(answer)).toMatchObject([{ verdict: 'invalid', reason: 'errors-differ' }]);
  });

  test('error: a task whose file no parser should be given', async () => {
    const task = packageOf('syntax', {
      settings: { language: 'json', sources: ['a.json'] },
      files: { 'a.json': '['.repeat(5000) },
    });
    await expect(check({ ok: true, errors: [] }, task)).rejects.toMatchObject({
      code: 'E_TASK_INVALID',
    });
  });
});
