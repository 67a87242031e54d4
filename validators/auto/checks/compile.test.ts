import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import type { SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { COMPILER, packageOf, SEED } from '../testTasks.ts';

const pool = createCheckPool({ threads: 1 });
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const TASK = packageOf('syntax', {
  settings: { compiler: { ...COMPILER }, sources: ['src/A.sol'] },
  files: {
    'src/A.sol': 'contract A {\n  function f() external { true + 1; }\n  uint x = "a";\n}\n',
  },
});

const RIGHT: SyntaxAnswer['errors'] = [
  { file: 'src/A.sol', line: 2, code: '2271' },
  { file: 'src/A.sol', line: 3, code: '7407' },
];

async function check(answer: Omit<SyntaxAnswer, 'task'>) {
  const bytes = canonicalBytes({ task: TASK.id, ...answer });
  return (await checkAnswer(TASK, { slot: 0, bytes }, SEED, runtime)).items;
}

describe('compileCheck', () => {
  test('default: the same errors in any order are right', async () => {
    expect(await check({ ok: false, errors: [...RIGHT].reverse() })).toMatchObject([
      { id: 'result', verdict: 'valid', evidence: 'compile', reason: 'errors-match' },
    ]);
  });

  test.each<[string, Omit<SyntaxAnswer, 'task'>]>([
    ['misses one', { ok: false, errors: RIGHT.slice(1) }],
    ['invents one', { ok: false, errors: [...RIGHT, { file: 'src/A.sol', line: 4, code: '1' }] }],
    ['counts one twice', { ok: false, errors: [...RIGHT, ...RIGHT] }],
    ['says the files compile', { ok: true, errors: RIGHT }],
    ['lists nothing', { ok: true, errors: [] }],
  ])('behavior: an answer that %s is wrong', async (_, answer) => {
    expect(await check(answer)).toMatchObject([{ verdict: 'invalid', reason: 'errors-differ' }]);
  });
});
