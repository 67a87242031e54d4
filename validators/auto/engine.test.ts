import { describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdOf } from '../../core/contentId.ts';
import { LIMITS } from '../../core/limits.ts';
import { checkAnswer } from './engine.ts';
import type { CheckPool } from './pool.ts';
import { SEED, vaultFinding, vaultTask } from './testTasks.ts';

const TASK = vaultTask();
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What is refused must never reach a worker. */
const pool: CheckPool = {
  run: () => Promise.reject(new Error('a refused answer was run')),
  stop: () => Promise.resolve(),
};
const runtime = { pool, signal: new AbortController().signal };
const check = (bytes: Uint8Array | undefined) =>
  checkAnswer(TASK, { slot: 3, bytes }, SEED, runtime);

describe('checkAnswer', () => {
  test.each<[string, Uint8Array | undefined, string]>([
    ['missing', undefined, 'unreadable'],
    ['oversized', new Uint8Array(LIMITS.answer.maxBytes + 1), 'too-large'],
    ['no JSON', bytesOf('{'), 'malformed'],
    ['nested too deeply', bytesOf(`${'['.repeat(1000)}${']'.repeat(1000)}`), 'malformed'],
    ['with a repeated key', bytesOf('{"task":1,"task":1}'), 'malformed'],
    ['of another shape', canonicalBytes({ task: TASK.id, claims: [] }), 'schema'],
    ['with an unknown key', canonicalBytes({ task: TASK.id, findings: [], extra: 1 }), 'schema'],
    [
      'with too many findings',
      canonicalBytes({
        task: TASK.id,
        findings: Array.from({ length: LIMITS.findings + 1 }, (_, n) =>
          vaultFinding({ id: `f${n}` }),
        ),
      }),
      'schema',
    ],
    [
      'for another task',
      canonicalBytes({ task: contentIdOf(bytesOf('other')), findings: [] }),
      'wrong-task',
    ],
  ])('behavior: an answer %s is refused as a whole', async (_, bytes, code) => {
    const checked = await check(bytes);
    expect(checked).toMatchObject({ slot: 3, refused: { code }, items: [] });
    expect(checked.answer).toBe(bytes === undefined ? null : contentIdOf(bytes));
  });

  test('default: an empty answer is an answer', async () => {
    const checked = await check(canonicalBytes({ task: TASK.id, findings: [] }));
    expect(checked).toMatchObject({ refused: null, items: [] });
  });
});
