import { describe, expect, test } from 'vitest';
import type { PostedWord } from '../../chain/caseState.ts';
import { canonicalBytes, type Json } from '../../core/canonicalJson.ts';
import { contentIdOf, digestOf, type Hex } from '../../core/contentId.ts';
import { seal } from '../../core/seal.ts';
import type { Side } from '../../core/judging/statement.ts';
import { followHearing, type HearingInput } from './hearing.ts';

const line = 'uint256 public total;';
const of = {
  ...{ id: 'lane-0', class: 'logic', locations: [], claim: 'It counts wrongly.' },
  ...{ steering: false, sources: { 'A.sol': line } },
};
const panel = { caseId: 7n, tier: 1, rolled: false };
const salt = (expert: number, step: number): Hex =>
  `0x${(expert * 16 + step).toString(16).padStart(64, '0')}`;

/** A panel's table: what was posted, and the sealed blobs behind it. */
function table(changes: Partial<HearingInput> = {}) {
  const blobs = new Map<string, Uint8Array>();
  const posts: PostedWord[] = [];
  const author = (expert: number) => ({ case: '7', tier: 1, rolled: false, expert });
  const sealAt = (expertId: number, step: number, record: Json) => {
    const sealed = seal(canonicalBytes(record), salt(expertId, step));
    const word = digestOf(contentIdOf(sealed));
    blobs.set(word, sealed);
    posts.push({ expertId, step, word });
  };
  return {
    posts,
    first: (expert: number, verdict: string, by = expert) =>
      sealAt(expert, 0, {
        ...{ schema: 'poiw.first-vote/v1', ...author(by) },
        judgements: [{ lane: 0, verdict, reasons: [] }],
      }),
    say: (expert: number, round: number, side: Side, artefact: string | null) =>
      sealAt(expert, 2 * round, {
        ...{ schema: 'poiw.statement/v1', ...author(expert), round },
        items: [{ lane: 0, side, points: [{ text: 'See.', citation: null, artefact }] }],
      }),
    open: (expertId: number, step: number) =>
      posts.push({ expertId, step: step + 1, word: salt(expertId, step) }),
    ask: (me?: number) =>
      followHearing(
        {
          ...{
            ...panel,
            seats: [1, 2, 3],
            posts,
            items: [{ lane: 0, slot: 0, item: 'F', case: of }],
          },
          fetch: (word) => Promise.resolve(blobs.get(word)),
          replay: (artefact) => Promise.resolve(artefact === 'proof' ? 'invalid' : null),
          isOver: () => false,
          ...changes,
        },
        me,
      ),
  };
}

function split() {
  const at = table();
  at.first(1, 'valid');
  at.first(2, 'invalid');
  at.first(3, 'valid');
  for (const expert of [1, 2, 3]) at.open(expert, 0);
  return at;
}

async function sidesOf(at: ReturnType<typeof split>) {
  const { turn, ...rest } = await at.ask(1);
  const asked = turn === 'seal' ? rest : await at.ask(2);
  if (!('so' in asked)) throw new Error(`nobody was asked: ${turn}`);
  const [sides] = asked.so.sides;
  if (sides === undefined) throw new Error('no sides');
  return sides;
}

describe('followHearing', () => {
  test('default: nobody opens a first vote before all are sealed', async () => {
    const at = table();
    expect(await at.ask(1)).toMatchObject({ turn: 'seal', round: 0 });
    at.first(1, 'valid');
    at.first(2, 'valid');
    expect(await at.ask(1)).toEqual({ turn: 'wait', round: 0 });
    at.first(3, 'valid');
    expect(await at.ask(1)).toMatchObject({ turn: 'open', round: 0 });
    for (const expert of [1, 2, 3]) at.open(expert, 0);
    expect(await at.ask(1)).toMatchObject({ turn: 'vote', so: { stop: 'agreed', rounds: 0 } });
  });

  test('behavior: a seal that came after an opening counts for nothing', async () => {
    const at = table({ isOver: () => true });
    at.first(1, 'valid');
    at.open(1, 0);
    at.first(2, 'invalid');
    at.open(2, 0);
    const { turn, ...rest } = await at.ask();
    expect(turn).toBe('vote');
    expect('so' in rest && [...rest.so.firsts.keys()]).toEqual([1]);
  });

  test("behavior: a copied seal is nobody's vote", async () => {
    const at = table({ isOver: () => true });
    at.first(1, 'valid', 2);
    at.open(1, 0);
    expect(await at.ask()).toMatchObject({ turn: 'vote', so: { firsts: new Map() } });
  });

  test('behavior: a debate of words alone ends after a round and counts for nothing', async () => {
    const at = split();
    const { valid, invalid } = await sidesOf(at);
    expect(valid).not.toBe(invalid);
    at.say(valid, 1, 'valid', null);
    expect(await at.ask(valid)).toEqual({ turn: 'wait', round: 1 });
    at.say(invalid, 1, 'invalid', null);
    for (const expert of [valid, invalid]) at.open(expert, 2);
    expect(await at.ask(1)).toMatchObject({ turn: 'vote', so: { stop: 'words', rounds: 1 } });
  });

  test('behavior: what ran is heard, for the side it shows and from whom the side was given', async () => {
    const at = split();
    const { valid, invalid } = await sidesOf(at);
    at.say(valid, 1, 'invalid', 'proof');
    at.say(invalid, 1, 'invalid', 'proof');
    for (const expert of [valid, invalid]) at.open(expert, 2);
    const asked = await at.ask(invalid);
    expect(asked).toMatchObject({ turn: 'seal', round: 2 });
    const points = 'so' in asked ? (asked.so.points.get(0) ?? []) : [];
    expect(points.map(({ side, evidence }) => [side, evidence])).toEqual([['invalid', 'executed']]);
    for (const expert of [valid, invalid]) {
      at.say(expert, 2, expert === valid ? 'valid' : 'invalid', null);
    }
    for (const expert of [valid, invalid]) at.open(expert, 4);
    expect(await at.ask()).toMatchObject({ turn: 'vote', so: { stop: 'stable', rounds: 2 } });
  });
});
