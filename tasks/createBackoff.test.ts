import { expect, test } from 'vitest';
import { createBackoff } from './createBackoff.ts';

test('default: what failed is looked at later and later, the others always', () => {
  const backoff = createBackoff();
  const looked: number[] = [];
  for (let look = 0; look < 2000; look += 1) {
    expect(backoff.isDue(2n)).toBe(true);
    if (backoff.isDue(1n)) {
      looked.push(look);
      backoff.failed(1n);
    }
    backoff.tick();
  }
  expect(looked.slice(0, 6)).toEqual([0, 1, 3, 7, 15, 31]);
  const [last = 0, before = 0] = looked.toReversed();
  expect(last - before).toBe(256);
});
