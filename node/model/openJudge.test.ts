import { afterEach, describe, expect, test } from 'vitest';
import { toJudgeCase } from '../../core/judging/toJudgeCase.ts';
import { startModelServer, type ModelServer, type Respond } from '../../models/test/modelServer.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import { vaultFinding, VAULT } from '../../validators/auto/testTasks.ts';
import { createModelMind } from '../../validators/expert/createModelMind.ts';
import { judgeByModel } from '../../validators/peer/judgeByModel.ts';
import { NO_LABELS } from '../../core/judging/labelCounts.ts';
import { openJudge } from './openJudge.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const signal = new AbortController().signal;
const quote = 'balanceOf[msg.sender] = 0;';
const line = VAULT.split('\n').findIndex((text) => text.includes(quote)) + 1;
const citation = { file: 'src/Vault.sol', line, quote };
const sources = { 'src/Vault.sol': VAULT };
const finding: Finding = vaultFinding();

/** Says that every claim holds, whichever way it is asked, and quotes a line that is there. */
const believer: Respond = ({ prompt }) => {
  if (prompt.includes('You speak in a debate')) {
    return {
      text: JSON.stringify({ points: [{ text: 'It pays first.', citation, artefact: null }] }),
    };
  }
  const asked = (id: string, inverse: string) => ({
    id,
    answer: prompt.includes(inverse) ? 'no' : 'yes',
    citation,
  });
  const answers = [
    asked('shown', 'something other than the claim says'),
    asked('reachable', 'out of reach for everybody'),
    asked('unguarded', 'hold a check that prevents it'),
    asked('harm', 'without cost to anybody'),
  ];
  return { text: JSON.stringify({ answers, injectionSuspected: false }) };
};

async function judgeAt(respond: Respond) {
  const server = await startModelServer('openai', respond);
  servers.push(server);
  const judge = await openJudge({ model: `${server.url}#scripted` }, { env: {}, signal, fetch });
  return { server, judge };
}

describe('openJudge', () => {
  test('default: a configured model judges for a juror, and its verdict is computed here', async () => {
    const { server, judge } = await judgeAt(believer);
    const events: string[] = [];
    judge.tell((event) => void events.push(event));
    const seen = await judgeByModel(judge.juror('task 1'), finding, {
      ...{ sources, context: 'c', signal },
    });
    expect(events).toEqual(['model']);
    expect(seen.score).toBeGreaterThan(200);
    expect(server.requests.length).toBeGreaterThanOrEqual(2);
    await judge.close();
  });

  test('behavior: for an expert it votes, argues the side it was given, and is probed when it turns', async () => {
    const { judge } = await judgeAt(believer);
    const model = judge.expert('case 1');
    const mind = createModelMind({
      ...{ model, counts: NO_LABELS, context: 'case 1' },
      replay: () => Promise.resolve(null),
    });
    const of = toJudgeCase('lane-0', finding, sources);
    const item = {
      ...{ lane: 0, slot: 0, item: 'F1', case: of, standing: 20, contested: true, artefacts: [] },
    };
    expect(await mind.first(item, signal)).toMatchObject({ verdict: 'valid' });
    const argued = await mind.argue(item, { side: 'invalid', round: 1, said: [], signal });
    expect(argued).toMatchObject({ points: [{ text: 'It pays first.' }] });
    // It believes the false claim as well: words turned it, and its first vote stands.
    const second = await mind.second(item, { first: 'invalid', said: [], signal });
    expect(second).toMatchObject({ verdict: 'invalid', failedProbe: true });
    await judge.close();
  });

  test('error: a model that is away for now costs an abstention, never the vote', async () => {
    const { server, judge } = await judgeAt(believer);
    await server.close();
    const seen = await judgeByModel(judge.juror('task 1'), finding, {
      ...{ sources, context: 'c', signal },
    });
    expect(seen.score).toBe(90);
    const mind = createModelMind({
      ...{ model: judge.expert('case 1'), counts: NO_LABELS, context: 'case 1' },
      replay: () => Promise.resolve(null),
    });
    const of = toJudgeCase('lane-0', finding, sources);
    const item = {
      ...{ lane: 0, slot: 0, item: 'F1', case: of, standing: 20, contested: true, artefacts: [] },
    };
    expect(await mind.first(item, signal)).toMatchObject({ verdict: 'abstain' });
    const said = { side: 'valid', round: 1, said: [], signal } as const;
    expect(await mind.argue(item, said)).toMatchObject({ points: [] });
    await judge.close();
  });
});
