import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settleEpoch } from '../judging/settleEpoch.ts';
import { rootPay } from './rootPay.ts';
import { buildSumTree } from './sumTree.ts';

describe('rootPay', () => {
  test('behavior: one seat an account is the pay of settleEpoch, losses cut at zero', () => {
    const scores = fc.array(fc.integer({ min: -4_000_000, max: 4_000_000 }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        scores,
        fc.bigInt({ min: 0n, max: 10n ** 20n }),
        fc.bigInt({ min: 0n, max: 10n ** 20n }),
        (list, wage, slope) => {
          const seats = list.map((score) => ({ score, clusterSeats: 1 }));
          const { pays } = settleEpoch(seats, { wage, slope });
          const total = BigInt(list.reduce((sum, one) => sum + one, 0));
          const ours = list.map((score) =>
            rootPay({
              score: BigInt(score),
              accountSeats: 1n,
              wages: wage,
              total,
              seats: BigInt(list.length),
              slope,
            }),
          );
          expect(ours).toEqual(pays.map((pay) => (pay > 0n ? pay : 0n)));
        },
      ),
    );
  });
});

describe('buildSumTree', () => {
  test('edge: no leaves, one leaf', () => {
    expect(buildSumTree([]).root.sum).toBe(0n);
    const leaf = { hash: `0x${'ab'.repeat(32)}`, sum: 7n } as const;
    const tree = buildSumTree([leaf]);
    expect(tree.root).toEqual(leaf);
    expect(tree.proofOf(0)).toEqual([]);
  });
});
