import { describe, expect, test } from 'vitest';
import { PHASES, phaseAt, phaseEnd, scheduleOf } from './phase.ts';

const schedule = scheduleOf(
  { think: 5, commit: 10, reveal: 10, verify: 10, voteCommit: 10, voteReveal: 10, settle: 10 },
  1000,
);

describe('phaseAt', () => {
  test('default: every phase in order, each holding up to and including its end', () => {
    const ends = [1005, 1015, 1025, 1035, 1045, 1055, 1065];
    ends.forEach((end, i) => {
      expect(phaseAt(schedule, end)).toBe(PHASES[i]);
      expect(phaseAt(schedule, end + 1)).toBe(PHASES[i + 1]);
      expect(phaseEnd(schedule, end)).toBe(end);
    });
    expect(phaseEnd(schedule, 5000)).toBeUndefined();
  });

  test('behavior: a kind without votes goes from verifying to settling', () => {
    const plain = scheduleOf(
      { think: 0, commit: 1, reveal: 1, verify: 1, voteCommit: 0, voteReveal: 0, settle: 9 },
      0,
    );
    expect(phaseAt(plain, 3)).toBe('verifying');
    expect(phaseAt(plain, 4)).toBe('settling');
  });
});
