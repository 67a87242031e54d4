import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../contentId.ts';
import { packLanes } from '../lanes.ts';
import { canaryCommitment } from './canaries.ts';
import { cleanClaim, isNullClaim } from './cleanClaim.ts';
import { falsehoods } from './falsehoods.ts';
import { plantedFindings } from './plantedFindings.ts';
import { openSeeds, plantedLanes, type PlantedIn } from './plantedLanes.ts';
import { plantedSalt } from './plantedSalt.ts';
import { PLANT_WORDS, plantWord } from './plantWord.ts';

const secret: Hex = `0x${'5e'.repeat(32)}`;
const CONTRACT: Hex = `0x${'c0'.repeat(20)}`;
const vault = 'tasks/samples/audit-harbor/src/HarborVault.sol';
const sources = { 'V.sol': readFileSync(vault, 'utf8') };
const scope = ['V.sol'];

describe('plantWord', () => {
  test('default: each word opens the one before it', () => {
    for (const number of [1, 2, 77]) {
      expect(canaryCommitment(plantWord(secret, number + 1))).toBe(plantWord(secret, number));
    }
    expect(plantWord(secret, PLANT_WORDS)).toBe(secret);
    expect(() => plantWord(secret, PLANT_WORDS + 1)).toThrow(RangeError);
  });
});

describe('falsehoods', () => {
  test('default: each points at a function that is there, with its line', () => {
    const found = falsehoods(sources, scope);
    expect(new Set(found.map((one) => one.class))).toContain('tx-origin');
    for (const { locations, rootCause } of found) {
      const [{ startLine, quote } = { startLine: 0, quote: '' }] = locations;
      expect(sources['V.sol'].split('\n')[startLine - 1]).toContain(quote);
      expect(quote).toContain(`function ${rootCause.split(' ')[0] ?? ''}(`);
      // Each says enough to be read by a judge, and does not speak to him.
      const { claim, steering } = cleanClaim(rootCause);
      expect(isNullClaim(claim) || steering).toBe(false);
    }
  });

  test('behavior: what stands anywhere in the code is no falsehood about it; a comment is no code', () => {
    const classesIn = (text: string) =>
      falsehoods({ ...sources, 'W.sol': text }, scope).map((one) => one.class);
    expect(classesIn('// tx.origin')).toContain('tx-origin');
    expect(classesIn('address a = tx.origin;')).not.toContain('tx-origin');
    expect(classesIn('for (;;) {}')).not.toContain('denial-of-service');
    expect(classesIn('assembly {}')).toEqual([]);
    expect(plantedFindings('seed', { 'V.sol': 'contract Empty {}' }, scope)).toEqual([]);
  });
});

describe('plantedFindings', () => {
  test('default: the seed alone decides, and all kinds come up', () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const found = plantedFindings(String(seed), sources, scope);
      expect(plantedFindings(String(seed), sources, scope)).toEqual(found);
      expect(found.length).toBeGreaterThan(0);
      for (const { rootCause, impact } of found) {
        expect(Math.max(rootCause.length, impact.length)).toBeLessThanOrEqual(400);
        const { claim, steering } = cleanClaim(`${rootCause}\n${impact}`);
        kinds.add(steering ? 'steering' : isNullClaim(claim) ? 'null' : 'plausible');
      }
    }
    expect(kinds).toEqual(new Set(['steering', 'null', 'plausible']));
  });
});

describe('plantedLanes', () => {
  const worker: Hex = `0x${'a1'.repeat(20)}`;
  const base = { chainId: 31_337n, contract: CONTRACT, taskId: 7n };
  const words = [1, 2].map((number) => ({
    word: plantWord(secret, number),
    postedAt: number * 1_000,
  }));
  const [open] = openSeeds(words);
  const seed = open?.seed ?? '0x';
  const salt = plantedSalt(seed, { ...base, round: 0, actor: worker });
  const task = (over: Partial<PlantedIn> = {}): PlantedIn => ({
    ...base,
    ...{ commitEnd: 1_500, votesEnd: 1_900, scoredAt: 3_000 },
    answers: [
      { worker: `0x${'b2'.repeat(20)}`, salt: `0x${'01'.repeat(32)}` },
      { worker, salt },
    ],
    laneSlots: packLanes([0, 1, 1], 0xff),
    ...over,
  });

  test('default: every item of the answer that the seed sealed is false, no other is known', () => {
    expect(open).toEqual({ seed: plantWord(secret, 2), committedAt: 1_000, openedAt: 2_000 });
    expect([...plantedLanes(task(), [{ seed, committedAt: 1_000, openedAt: 2_000 }])]).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  test('error: committed after the answers, open before the votes, or too late for the epoch: nothing', () => {
    const seeds = openSeeds(words);
    const none = [{ commitEnd: 999 }, { votesEnd: 2_000 }, { scoredAt: 2_000 }];
    for (const over of none) expect(plantedLanes(task(over), seeds).size).toBe(0);
    const broken = words.map((one, at) => (at === 1 ? { ...one, word: secret } : one));
    expect(openSeeds(broken)).toEqual([]);
    expect(openSeeds(words.slice(0, 1))).toEqual([]);
  });

  test('behavior: a salt is good for one task, contract, chain and key', () => {
    const change = fc.constantFrom<Partial<PlantedIn>>(
      ...[{ taskId: 8n }, { chainId: 1n }, { contract: worker }],
      { answers: [{ worker, salt: seed }] },
      { answers: [{ worker }] },
    );
    fc.assert(
      fc.property(change, (over) => {
        expect(plantedLanes(task(over), openSeeds(words)).size).toBe(0);
      }),
    );
  });
});
