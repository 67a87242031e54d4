import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import type { SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { compileJob } from '../solidity/compileJob.ts';
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

async function check(answer: Omit<SyntaxAnswer, 'task'>, task = TASK) {
  const bytes = canonicalBytes({ task: task.id, ...answer });
  return (await checkAnswer(task, { slot: 0, bytes }, SEED, runtime)).items;
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

  test('behavior: what only code generation finds is no error of the files', async () => {
    const names = Array.from({ length: 18 }, (_, n) => `v${n}`);
    const deep = `contract Deep {
      function f(uint256 x) external pure returns (uint256) {
        ${names.map((name, n) => `uint256 ${name} = x + ${n};`).join(' ')}
        return ${names.join(' + ')};
      }
    }`;
    const request = { sources: { 'src/Deep.sol': deep }, compiler: COMPILER };
    const { errors } = await compileJob({ ...request, output: 'contracts' }, runtime);
    expect(errors.map(({ message }) => message).join()).toContain('Stack too deep');
    const task = packageOf('syntax', {
      settings: { compiler: { ...COMPILER }, sources: ['src/Deep.sol'] },
      files: { 'src/Deep.sol': deep },
    });
    expect(await check({ ok: true, errors: [] }, task)).toMatchObject([{ verdict: 'valid' }]);
  });
});
