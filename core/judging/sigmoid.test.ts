import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sigmoid } from './sigmoid.ts';
import { NAT, PPM } from './units.ts';

const aLogOdds = fc.integer({ min: -4 * NAT, max: 4 * NAT });

describe('sigmoid', () => {
  test('default: a half at zero, clipped at four nats', () => {
    expect(sigmoid(0)).toBe(PPM / 2);
    expect(sigmoid(9 * NAT)).toBe(982_014);
    expect(sigmoid(-9 * NAT)).toBe(17_986);
  });

  test('behavior: within 4 ppm, and the two sides sum to one', () => {
    fc.assert(
      fc.property(aLogOdds, (z) => {
        expect(Math.abs(sigmoid(z) - PPM / (1 + Math.exp(-z / NAT)))).toBeLessThanOrEqual(4);
        expect(sigmoid(z) + sigmoid(-z)).toBe(PPM);
      }),
      { numRuns: 5_000 },
    );
  });

  test('behavior: never falls', () => {
    fc.assert(
      fc.property(aLogOdds, fc.nat(10_000), (z, more) => {
        expect(sigmoid(z + more)).toBeGreaterThanOrEqual(sigmoid(z));
      }),
    );
  });
});
