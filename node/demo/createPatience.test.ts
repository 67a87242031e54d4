import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPatience } from './createPatience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('default: a step too long ends it, a step in time does not', () => {
  const patience = createPatience({ silenceMs: 100, totalMs: 10_000 });
  for (let step = 0; step < 20; step += 1) {
    vi.advanceTimersByTime(99);
    patience.heard();
  }
  expect(patience.gaveUpAfter()).toBeUndefined();
  vi.advanceTimersByTime(100);
  expect(patience.signal.aborted).toBe(true);
  expect(patience.gaveUpAfter()).toBe(20 * 99 + 100);
});

test('behavior: what goes on for ever is ended too', () => {
  const patience = createPatience({ silenceMs: 100, totalMs: 1000 });
  for (let step = 0; step < 12; step += 1) {
    vi.advanceTimersByTime(90);
    patience.heard();
  }
  expect(patience.gaveUpAfter()).toBe(1000);
});

test('behavior: nothing is aborted once it has ended', () => {
  const patience = createPatience({ silenceMs: 100, totalMs: 1000 });
  patience.end();
  vi.advanceTimersByTime(5000);
  expect(patience.signal.aborted).toBe(false);
});
