import { expect, test } from 'vitest';
import { PoiwError } from '../../core/errors.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import { meterPool } from './meterPool.ts';

const job = { name: 'any' };
const options = { signal: new AbortController().signal };

test('default: checks a second of the time in which any ran; what failed was work too', async () => {
  let now = 0;
  const gates: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  const inner: CheckPool = {
    run: <Result>() =>
      new Promise<Result>((resolve, reject) => {
        gates.push({ resolve: resolve as (value: unknown) => void, reject });
      }),
    stop: () => Promise.resolve(),
  };
  const { pool, checksPerSecond } = meterPool(inner, () => now);
  expect(checksPerSecond()).toBeUndefined();
  const first = pool.run(job, options);
  now = 100;
  const second = pool.run(job, options);
  now = 200;
  gates[0]?.resolve(1);
  await first;
  now = 250;
  gates[1]?.reject(new PoiwError('E_CHECK_CRASHED', 'gone'));
  await expect(second).rejects.toMatchObject({ code: 'E_CHECK_CRASHED' });
  expect(checksPerSecond()).toBe(8);
  // Idle time is no slowness.
  now = 10_000;
  const third = pool.run(job, options);
  now = 10_050;
  gates[2]?.resolve(1);
  await third;
  expect(checksPerSecond()).toBe(10);
});
