import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packetPrices } from './packets.ts';

const TOS = 10n ** 18n;
const SPLIT = { peers: 1_800, experts: 900 };
const plain = (wei: bigint) => Number(wei) / 1e18;

describe('packetPrices', () => {
  test('default: docs/mechanism.md shows what the rule makes', () => {
    const text = readFileSync('docs/mechanism.md', 'utf8');
    const rows = [...text.matchAll(/^\| (\d+) \| ([\d.]+) \| ([^|]+) \| ([\d.]+) \| ([^|]+) \|/gm)];
    expect(rows.map(([, reward]) => reward)).toEqual(['15', '45', '50', '100', '200', '500']);
    const amount = (cell = '') => Number(/([\d.]+)(?: each)?\s*$/.exec(cell.trim())?.[1]);
    for (const [, reward = '', seat, peer, reading, expert] of rows) {
      const prices = packetPrices(BigInt(reward) * TOS, SPLIT);
      expect(Math.abs(plain(prices.peerSeat) - Number(seat))).toBeLessThan(0.051);
      expect(Math.abs(plain(prices.peerPacket.pay) - amount(peer))).toBeLessThan(0.051);
      expect(Math.abs(plain(prices.expertReading) - Number(reading))).toBeLessThan(0.051);
      expect(Math.abs(plain(prices.expertPacket.pay) - amount(expert))).toBeLessThan(0.051);
      const { tasks, parts } = prices.peerPacket;
      const many = parts > 1 ? parts : tasks;
      expect(peer?.trim().startsWith(String(many))).toBe(true);
    }
  });

  test('behavior: a packet pays a peer 1 to 5 and an expert 5 to 20, from every reward of the seed', () => {
    const reward = fc.bigInt({ min: 15n * TOS, max: 500n * TOS });
    fc.assert(
      fc.property(reward, (of) => {
        const { peerPacket, expertPacket } = packetPrices(of, SPLIT);
        for (const [{ pay, tasks, parts }, least, most] of [
          [peerPacket, 1n, 5n],
          [expertPacket, 5n, 20n],
        ] as const) {
          expect(pay).toBeGreaterThanOrEqual(least * TOS);
          expect(pay).toBeLessThanOrEqual(most * TOS);
          expect(Math.min(tasks, parts)).toBe(1);
        }
      }),
    );
  });
});
