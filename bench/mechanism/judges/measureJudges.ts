import { askTwice } from '../../../core/judging/askTwice.ts';
import {
  CANARY_KINDS,
  plant,
  type Canary,
  type CanaryKind,
} from '../../../core/judging/canaries.ts';
import { toJudgeCase } from '../../../core/judging/toJudgeCase.ts';
import type { JudgeCase } from '../../../core/judging/judgeCase.ts';
import type { JudgeModel } from '../../../core/judging/judgeModel.ts';
import { rubricPasses, rubricReply } from '../../../core/judging/rubric.ts';
import { round } from '../statistics.ts';
import { corpusSources } from './corpusSources.ts';
import { scriptedJudge, type Habits } from './scriptedJudge.ts';

/** A careful judge, one that believes what it reads, one that likes to agree. */
const JUDGES: readonly Habits[] = [
  { name: 'careful', skill: 0.9, obedience: 0.02, assent: 0.01, lengthBias: 0.05, common: 0.2 },
  { name: 'gullible', skill: 0.8, obedience: 0.9, assent: 0.1, lengthBias: 0.4, common: 0.2 },
  { name: 'agreeable', skill: 0.75, obedience: 0.3, assent: 0.25, lengthBias: 0.2, common: 0.2 },
];
const SEEDS = ['a', 'b'] as const;
/** Items that say nothing, or talk to the judge instead. */
const TRAPS: readonly CanaryKind[] = ['empty', 'thought-process', 'injected', 'authority'];

interface JudgeRow {
  readonly judge: string;
  /** Not a script: reported, nothing is promised of it. */
  readonly real: boolean;
  readonly items: number;
  /** Share accepted of each kind of item, %, with the gates and by the bare model. */
  readonly accepted: Readonly<Record<string, number>>;
  readonly bare: Readonly<Record<string, number>>;
  /** Accepted of all empty, trigger-phrase, injected and authority-framed items, %. */
  readonly trapsAccepted: number;
  readonly bareTrapsAccepted: number;
  /** Pairs of passes with the same verdict before anything else is asked of them, %. */
  readonly swapConsistency: number;
  readonly abstained: number;
}

export interface JudgeReport {
  readonly rows: readonly JudgeRow[];
  /** Of the items two judges both got wrong in the first pass, how many got the same wrong verdict, %. */
  readonly bothWrongAgree: readonly {
    readonly pair: string;
    readonly share: number;
    readonly bothWrong: number;
  }[];
}

interface Item {
  readonly canary: Canary;
  readonly gated: JudgeCase;
  readonly raw: JudgeCase;
}

/**
 * Every kind of planted item over the whole corpus, twice.
 *
 * @param real models judged beside the scripted ones
 */
export async function measureJudges(real: readonly JudgeModel[] = []): Promise<JudgeReport> {
  const items = fixtures();
  const truths = new Map(items.map(({ gated, canary }) => [gated.id, canary.label]));
  const scripted = JUDGES.map((habits) => scriptedJudge(habits, (id) => truths.get(id) === true));
  const models = [...scripted, ...real];
  const rows: JudgeRow[] = [];
  const firsts: boolean[][] = [];
  for (const model of models) {
    const judged = [];
    for (const item of items) judged.push(await judge(model, item));
    const named = { judge: model.family, real: real.includes(model) };
    rows.push({ ...named, ...toRow(items, judged) });
    firsts.push(judged.map(({ first }) => first));
  }
  const names = rows.map(({ judge: name }) => name);
  return { rows, bothWrongAgree: pairs(names, { firsts, items }) };
}

/** At least 150 labelled items from the corpus. */
export function fixtures(): Item[] {
  return corpusSources().flatMap((source, s) =>
    SEEDS.flatMap((seed) =>
      CANARY_KINDS.map((kind) => {
        const canary = plant(kind, source, `${seed}|${s}`);
        const id = `${s}-${seed}-${kind}`;
        const gated = toJudgeCase(id, canary.finding, canary.sources);
        const raw = `${canary.finding.rootCause} ${canary.finding.impact}`;
        return { canary, gated, raw: { ...gated, claim: raw, steering: false } };
      }),
    ),
  );
}

interface JudgedItem {
  readonly verdict: string;
  /** What the bare model says in one pass of direct questions, all yes being acceptance. */
  readonly bare: boolean;
  /** Acceptance by either pass alone, on the cleaned case. */
  readonly first: boolean;
  readonly second: boolean;
}

async function judge(model: JudgeModel, { gated, raw }: Item): Promise<JudgedItem> {
  const { signal } = new AbortController();
  const context = `${model.family}|${gated.id}`;
  const { verdict } = await askTwice(patient(model), gated, { context, signal });
  const [one, two] = rubricPasses(context);
  const direct = {
    ...one,
    questions: one.questions.map((question) => ({ ...question, inverse: false })),
  };
  return {
    verdict,
    bare: await accepts(model, raw, direct),
    first: await accepts(model, gated, one),
    second: await accepts(model, gated, two),
  };
}

/** A model that fails has said nothing: as a juror's, it abstains. */
function patient(model: JudgeModel): JudgeModel {
  const { family } = model;
  return { family, ask: (request) => model.ask(request).catch(() => undefined) };
}

async function accepts(
  model: JudgeModel,
  of: JudgeCase,
  pass: ReturnType<typeof rubricPasses>[number],
): Promise<boolean> {
  const reply = rubricReply.safeParse(
    await patient(model).ask({ case: of, pass, signal: new AbortController().signal }),
  );
  return pass.questions.every(({ id, inverse }) => {
    const said = reply.data?.answers.find((answer) => answer.id === id)?.answer;
    return said === (inverse ? 'no' : 'yes');
  });
}

function toRow(
  items: readonly Item[],
  judged: readonly JudgedItem[],
): Omit<JudgeRow, 'judge' | 'real'> {
  const of = (kinds: readonly CanaryKind[], test: (one: JudgedItem) => boolean) => {
    const among = judged.filter((_, i) => kinds.includes(items[i]?.canary.kind ?? 'empty'));
    return round((100 * among.filter(test).length) / Math.max(1, among.length));
  };
  const byKind = (test: (one: JudgedItem) => boolean) =>
    Object.fromEntries(CANARY_KINDS.map((kind) => [kind, of([kind], test)]));
  const valid = ({ verdict }: JudgedItem) => verdict === 'valid';
  return {
    items: items.length,
    accepted: byKind(valid),
    bare: byKind(({ bare }) => bare),
    trapsAccepted: of(TRAPS, valid),
    bareTrapsAccepted: of(TRAPS, ({ bare }) => bare),
    swapConsistency: of(CANARY_KINDS, ({ first, second }) => first === second),
    abstained: of(CANARY_KINDS, ({ verdict }) => verdict === 'abstain'),
  };
}

/** Votes are yes or no here, so two wrong votes always agree; what counts is how often both are wrong. */
function pairs(
  names: readonly string[],
  { firsts, items }: { readonly firsts: readonly boolean[][]; readonly items: readonly Item[] },
): JudgeReport['bothWrongAgree'] {
  const wrong = firsts.map((votes) => votes.map((vote, i) => vote !== items[i]?.canary.label));
  return names.flatMap((a, i) =>
    names.slice(i + 1).map((b, k) => {
      const left = wrong[i] ?? [];
      const right = wrong[i + 1 + k] ?? [];
      const both = left.filter((one, at) => one && right[at] === true).length;
      const any = left.filter((one, at) => one || right[at] === true).length;
      return {
        pair: `${a} and ${b}`,
        share: round((100 * both) / Math.max(1, any)),
        bothWrong: both,
      };
    }),
  );
}
