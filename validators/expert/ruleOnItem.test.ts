import { describe, expect, test } from 'vitest';
import type { JudgeRequest } from '../../core/judging/judgeModel.ts';
import { likelihoodRatio } from '../../core/judging/likelihoodRatio.ts';
import { LABEL, NAT, PPM } from '../../core/judging/units.ts';
import { debate } from './debate.ts';
import type { Side } from '../../core/judging/statement.ts';
import type { ExpertModel } from './expertModel.ts';
import { ruleOnItem, type RulingOptions } from './ruleOnItem.ts';

const line = 'function drain(address to) external {';
const of = {
  id: 'item',
  class: 'access-control',
  locations: [{ file: 'A.sol', startLine: 2, endLine: 2 }],
  claim: 'Anybody may call drain, which has no guard at all.',
  steering: false,
  sources: { 'A.sol': `contract A {\n  ${line}\n    to.call("");\n  }\n}` },
};
const citation = { file: 'A.sol', line: 2, quote: line };
const counts = {
  truePositive: 90 * LABEL,
  trueNegative: 90 * LABEL,
  falsePositive: 10 * LABEL,
  falseNegative: 10 * LABEL,
};
const { signal } = new AbortController();

/** An expert who believes as told, given what he is shown. */
function expert(
  id: string,
  believes: (request: JudgeRequest) => boolean,
  argue: ExpertModel['argue'] = () => Promise.resolve({ points: [] }),
) {
  const model: ExpertModel = {
    family: id,
    argue,
    ask: (request) =>
      Promise.resolve({
        answers: request.pass.questions.map((question) => ({
          id: question.id,
          answer:
            (believes(request) || question.id !== 'unguarded') === question.inverse ? 'no' : 'yes',
          citation,
        })),
        injectionSuspected: false,
      }),
  };
  return { id, model, counts };
}

const point = (artefact: string | null, quote = line) => ({
  points: [{ text: 'The header shows it.', citation: { ...citation, quote }, artefact }],
});

function options(changes: Partial<RulingOptions>): RulingOptions {
  return {
    experts: [],
    seed: 'seed',
    opening: PPM / 2,
    replay: () => Promise.resolve(null),
    falseClaim: 'The contract mints tokens for every caller.',
    signal,
    debate: 'always',
    ...changes,
  };
}

describe('debate', () => {
  const speaker = (reply: (side: Side, round: number) => unknown) =>
    expert(
      's',
      () => true,
      ({ side, round }) => Promise.resolve(reply(side, round)),
    ).model;
  const held = (reply: (side: Side, round: number) => unknown, proves: Side | null = null) => {
    const model = speaker(reply);
    const replay = (artefact: string) => Promise.resolve(artefact === 'proof' ? proves : null);
    return debate(of, { valid: model, invalid: model }, { replay, signal });
  };

  test('default: what stands on nothing is struck, and a round without evidence ends it', async () => {
    const { points, rounds, stop } = await held(() => point(null, 'function nowhere() {'));
    expect(points.map(({ evidence }) => evidence)).toEqual(['none', 'none']);
    expect([rounds, stop]).toEqual([1, 'stable']);
  });

  test('behavior: the same line again is nothing new', async () => {
    const { rounds, stop } = await held(() => point(null));
    expect([rounds, stop]).toEqual([2, 'stable']);
  });

  test('behavior: at most three rounds, however much there is to say', async () => {
    const lines = [1, 2, 3, 4];
    const { rounds, stop } = await held((_, round) => ({
      points: [
        {
          text: 'Look.',
          citation: {
            file: 'A.sol',
            line: lines[round - 1],
            quote: of.sources['A.sol'].split('\n')[round - 1],
          },
          artefact: null,
        },
      ],
    }));
    expect([rounds, stop]).toEqual([3, 'rounds']);
  });

  test('behavior: an artefact counts for the side it shows, whoever brings it', async () => {
    const { points } = await held(() => point('proof', 'function nowhere() {'), 'invalid');
    const bySide = (side: Side) => points.find((one) => one.side === side)?.evidence;
    expect([bySide('valid'), bySide('invalid')]).toEqual(['none', 'executed']);
  });

  test('behavior: both sides of a round speak before either is read', async () => {
    const seen: number[] = [];
    const model = expert(
      's',
      () => true,
      ({ said }) => {
        seen.push(said.length);
        return Promise.resolve(point(null));
      },
    ).model;
    await debate(of, { valid: model, invalid: model }, options({}));
    expect(seen).toEqual([0, 0, 2, 2]);
  });

  test('error: what is no statement says nothing', async () => {
    expect(await held(() => ({ points: 'valid!' }))).toEqual({
      points: [],
      rounds: 1,
      stop: 'stable',
    });
  });
});

describe('ruleOnItem', () => {
  const yes = (id: string) => expert(id, () => true);
  const no = (id: string) => expert(id, () => false);

  test('default: experts who agree decide without a debate', async () => {
    const ruling = await ruleOnItem(of, options({ experts: [yes('a'), yes('b'), yes('c')] }));
    expect(ruling).toMatchObject({ verdict: 'valid', debate: null });
    expect(ruling.reason).toContain('3 valid, 0 invalid, 0 abstain');
  });

  test('behavior: no debate of words alone where proofs are asked for', async () => {
    const talk: ExpertModel['argue'] = () => Promise.resolve(point(null));
    const experts = [expert('a', () => true, talk), expert('b', () => false, talk), no('c')];
    expect((await ruleOnItem(of, options({ experts, debate: 'executable' }))).debate).toBeNull();
    expect((await ruleOnItem(of, options({ experts, debate: 'always' }))).debate).not.toBeNull();
  });

  test('behavior: words move an expert by 2.5 nats at most, and none who fails the probe', async () => {
    const talk: ExpertModel['argue'] = () => Promise.resolve(point(null));
    // Turns to "valid" once there is a debate, but not for the false claim of the probe.
    const moved = expert(
      'm',
      ({ case: { debate: said, id } }) => said !== undefined && !id.endsWith('probe'),
      talk,
    );
    const swayed = expert('s', ({ case: { debate: said } }) => said !== undefined, talk);
    const { votes } = await ruleOnItem(
      of,
      options({ experts: [moved, swayed, expert('y', () => true, talk)] }),
    );
    const [first, second] = votes;
    expect(first).toMatchObject({ first: 'invalid', second: 'valid', failedProbe: false });
    expect(first?.evidence).toBe(2.5 * NAT - likelihoodRatio(counts, true));
    expect(second).toMatchObject({ second: 'valid', failedProbe: true });
    expect(second?.evidence).toBeLessThan(-2 * NAT);
  });

  test('behavior: a proof that ran lifts the bound and gives the reason', async () => {
    const prove: ExpertModel['argue'] = ({ side }) =>
      Promise.resolve(point(side === 'invalid' ? 'proof' : null));
    const reads = (id: string, before: boolean) =>
      expert(id, ({ case: { debate: said } }) => (said === undefined ? before : false), prove);
    const ruling = await ruleOnItem(
      of,
      options({
        experts: [reads('a', true), reads('b', true), reads('c', false)],
        replay: () => Promise.resolve('invalid'),
        debate: 'executable',
      }),
    );
    expect(ruling.verdict).toBe('invalid');
    expect(ruling.firstLogOdds).toBeGreaterThan(0);
    expect(ruling.reason).toContain('executed: The header shows it.');
    expect(ruling.votes[0]?.evidence).toBeLessThan(-2 * NAT);
  });
});
