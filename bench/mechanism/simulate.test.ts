import { describe, expect, test } from 'vitest';
import { bestOf, BASELINES } from './baselines/baselines.ts';
import { retentionOfYuma } from './retention.ts';
import { simulate } from './simulate.ts';
import { HONEST } from './strategies.ts';
import { meanOf } from './tally.ts';
import { baseWorld } from './world.ts';

const world = baseWorld({ epochs: 12, warmUp: 4, findingsPerEpoch: 300 });

describe('simulate', () => {
  test('default: where all are honest a seat earns its wage less its cost, to the wei in sum', () => {
    const { honest, group, inexact, settlements } = simulate(world, HONEST);
    const seats = honest.count + group.count;
    expect((honest.sum + group.sum) / seats).toBeCloseTo(0.5, 6);
    expect([inexact, settlements > 0]).toEqual([0, true]);
  });

  test('behavior: a seed gives the same run again, another seed another', () => {
    const profit = (seed: number) => meanOf(simulate({ ...world, seed }, HONEST).group);
    expect(profit(1)).toBe(profit(1));
    expect(profit(1)).not.toBe(profit(2));
  });
});

describe('baselines', () => {
  test('behavior: each pays the same wage in sum as ours, and keeps to its budget', () => {
    // Yuma pays only where half of the jurors know a claimant: it needs many findings.
    const busy = { ...world, findingsPerEpoch: 1_500 };
    for (const name of BASELINES) {
      const played = bestOf(name, { world: busy, strategy: HONEST, budget: 7 });
      const seats = played.honest.count + played.group.count;
      const mean = (played.honest.sum + played.group.sum) / seats;
      expect(Math.abs(mean - 0.5), name).toBeLessThan(0.4);
      expect(played.cost / played.findings, name).toBeLessThanOrEqual(7.3);
    }
  });

  test('behavior: re-implemented Yuma needs what its authors publish', () => {
    expect(100 * retentionOfYuma(0, { seed: 1 })).toBeCloseTo(60, -0.5);
    expect(Math.abs(100 * retentionOfYuma(0.4, { seed: 1 }) - 73)).toBeLessThan(2);
  });
});
