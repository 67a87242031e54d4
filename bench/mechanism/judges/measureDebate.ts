import { plant, type CanarySource } from '../../../core/judging/canaries.ts';
import type { JudgeCase } from '../../../core/judging/judgeCase.ts';
import { toJudgeCase } from '../../../core/judging/toJudgeCase.ts';
import { LABEL, PPM } from '../../../core/judging/units.ts';
import { ruleOnItem, type RulingOptions } from '../../../validators/expert/ruleOnItem.ts';
import { round, spreadOf, type Spread } from '../statistics.ts';
import { corpusSources } from './corpusSources.ts';
import { scriptedExpert, scriptedReplay, type DebateWorld } from './scriptedExpert.ts';

export interface DebateRow {
  readonly rho: number;
  readonly executable: number;
  /** Wrong rulings, %, at the same tokens an item. */
  readonly vote: Spread;
  readonly talk: Spread;
  readonly executableOnly: Spread;
  /** Experts of the plain vote that cost what the debating panel costs. */
  readonly voters: number;
}

/** Tokens of a step, in those of one first vote (two passes). */
const COST = { statement: 0.5, secondVote: 1.5 };
const PANEL = 3;
const SKILL = 0.8;
const RUNS = 10;
const ITEMS = 40;

/** Debate against plain weighted voting at equal tokens, with the code that rules. */
export async function measureDebate(): Promise<DebateRow[]> {
  const rows: DebateRow[] = [];
  const corpus = corpusSources();
  for (const executable of [0, 0.5]) {
    for (const rho of [0, 0.2, 0.4]) rows.push(await measureWorld({ rho, executable, corpus }));
  }
  return rows;
}

interface Setting {
  readonly rho: number;
  readonly executable: number;
  readonly corpus: readonly CanarySource[];
}

async function measureWorld(of: Setting): Promise<DebateRow> {
  const talk: Played[] = [];
  const proofs: Played[] = [];
  const votes: number[] = [];
  let voters = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const seed = `debate|${run}`;
    talk.push(await play({ ...of, seed }, { debate: 'always', experts: PANEL }));
    proofs.push(await play({ ...of, seed }, { debate: 'executable', experts: PANEL }));
    // The dearer of the two debates sets the budget, so that the plain vote is not short-changed.
    const tokens = Math.max(talk.at(-1)?.tokens ?? 0, proofs.at(-1)?.tokens ?? 0);
    const count = Math.max(PANEL, 2 * Math.floor((tokens + 1) / 2) - 1);
    voters = Math.max(voters, count);
    votes.push((await play({ ...of, seed }, { debate: 'never', experts: count })).error);
  }
  return {
    rho: of.rho,
    executable: of.executable,
    voters,
    vote: spreadOf(votes),
    talk: spreadOf(talk.map(({ error }) => error)),
    executableOnly: spreadOf(proofs.map(({ error }) => error)),
  };
}

interface Played {
  readonly error: number;
  /** A mean item. */
  readonly tokens: number;
}

async function play(
  { rho, executable, corpus, seed }: Setting & { readonly seed: string },
  { debate, experts: count }: { debate: RulingOptions['debate']; experts: number },
): Promise<Played> {
  const items = itemsOf(seed, corpus);
  const truths = new Map(items.map(({ of, label }) => [of.id, label]));
  const truthOf = (id: string) => truths.get(id) === true;
  const world: DebateWorld = {
    seed,
    rho,
    executable,
    skill: SKILL,
    persuadable: 0.3,
    rightSoundsBetter: 0.55,
  };
  const right = Math.round(SKILL * 100) * LABEL;
  const wrong = 100 * LABEL - right;
  const counts = {
    truePositive: right,
    trueNegative: right,
    falsePositive: wrong,
    falseNegative: wrong,
  };
  const experts = Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    model: scriptedExpert(`e${i}`, world, truthOf),
    counts,
  }));
  let wrongs = 0;
  let tokens = 0;
  for (const { of, label } of items) {
    const ruling = await ruleOnItem(of, {
      experts,
      seed,
      debate,
      opening: PPM / 2,
      replay: scriptedReplay(truthOf),
      falseClaim: 'The contract pays everybody twice on every transfer.',
      signal: new AbortController().signal,
    });
    wrongs += (ruling.verdict === 'valid') === label ? 0 : 1;
    tokens += count + tokensOf(ruling.debate, count);
  }
  return { error: round((100 * wrongs) / items.length), tokens: tokens / items.length };
}

/** Statements of both sides, and a longer second vote of everybody; probes count as votes changed. */
function tokensOf(debate: { readonly rounds: number } | null, experts: number): number {
  if (debate === null) return 0;
  return 2 * debate.rounds * COST.statement + experts * COST.secondVote;
}

/** Half bugs that are there, half the same claims about repaired code. */
function itemsOf(
  seed: string,
  sources: readonly CanarySource[],
): { of: JudgeCase; label: boolean }[] {
  return Array.from({ length: ITEMS }, (_, i) => {
    const source = sources[i % sources.length];
    if (source === undefined) throw new Error('the corpus is empty');
    const {
      finding,
      label,
      sources: code,
    } = plant(i % 2 === 0 ? 'true' : 'repaired', source, seed);
    return { of: toJudgeCase(`${seed}-${i}`, finding, code), label };
  });
}
