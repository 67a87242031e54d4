import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../contentId.ts';
import { maskLanes, packLanes, unpackLanes } from '../lanes.ts';
import { saysOf } from '../saysOf.ts';
import { auditProbabilities, drawAudit } from './auditDraw.ts';
import { PPM } from './units.ts';

const beacon = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`;
const used = (count: number) => packLanes(Array.from({ length: count }, () => 0xff));

describe('saysOf', () => {
  test('edge: yes from 128, no below 64, nothing for 0 and between', () => {
    expect([0, 1, 63, 64, 127, 128, 255].map(saysOf)).toEqual([
      ...[undefined, false, false, undefined, undefined, true, true],
    ]);
  });
});

describe('auditProbabilities', () => {
  test('default: accepted and unresolved always, rejected by what it is worth', () => {
    const medians = packLanes([220, 20, 20, 0, 90]);
    // The third is worth less than 25/26 of an equal part.
    const caps = packLanes([100, 100, 50, 100, 100]);
    expect(auditProbabilities({ medians, used: used(5), caps }).slice(0, 6)).toEqual([
      ...[PPM, 250_000, 150_000, PPM, PPM, 0],
    ]);
  });
});

describe('drawAudit', () => {
  const word = fc.array(fc.nat(255), { minLength: 32, maxLength: 32 }).map((at) => packLanes(at));
  const mask = fc.array(fc.constantFrom(0, 0xff), { minLength: 32, maxLength: 32 });

  test('behavior: never more than the items there are, and always what must be read', () => {
    fc.assert(
      fc.property(fc.nat(), word, mask, word, (n, medians, lanes, caps) => {
        const task = { medians, used: packLanes(lanes), caps };
        const drawn = drawAudit(beacon(n), task);
        expect(maskLanes(drawn, task.used)).toBe(drawn);
        const probabilities = auditProbabilities(task);
        for (const [lane, one] of unpackLanes(drawn).entries()) {
          if (probabilities[lane] === PPM) expect(one).toBe(0xff);
        }
      }),
    );
  });

  test('behavior: over many beacons an item is drawn as often as its probability says', () => {
    const task = { medians: packLanes([20, 20]), used: used(2), caps: packLanes([90, 10]) };
    const times = [0, 0];
    for (let n = 0; n < 1_000; n += 1) {
      const drawn = unpackLanes(drawAudit(beacon(n), task));
      for (const lane of [0, 1]) times[lane] = (times[lane] ?? 0) + (drawn[lane] === 0 ? 0 : 1);
    }
    // 250 and 150 are expected, with deviations of 14 and 11; the beacons are fixed.
    const [dear = 0, cheap = 0] = times;
    expect(Math.abs(dear - 250)).toBeLessThan(40);
    expect(Math.abs(cheap - 150)).toBeLessThan(40);
  });
});
