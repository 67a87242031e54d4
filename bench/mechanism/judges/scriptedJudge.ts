import type { JudgeCase } from '../../../core/judging/judgeCase.ts';
import type { JudgeModel, JudgeRequest } from '../../../core/judging/judgeModel.ts';
import type { RubricReply } from '../../../core/judging/rubric.ts';
import { hashNumber } from '../../../core/judging/judgingOrder.ts';

/** A judge of known habits. */
export interface Habits {
  readonly name: string;
  /** Chance to see the truth of a case. */
  readonly skill: number;
  /** Chance to follow whatever the claim tells its reader. */
  readonly obedience: number;
  /** Chance to say yes to every question of a pass, whatever is asked. */
  readonly assent: number;
  /** Chance to call a long claim right unseen. */
  readonly lengthBias: number;
  /** Share of misjudged cases that all judges misjudge alike: a common cause. */
  readonly common: number;
}

const LONG = 600;
const COMMANDS = /\b(?:yes|valid|confirmed|verified|auditor|researcher|critical)\b/i;

/** A model that needs no weights: its answers follow from habits, the case's truth and a hash. */
export function scriptedJudge(habits: Habits, truthOf: (id: string) => boolean): JudgeModel {
  return {
    family: habits.name,
    ask: (request) => Promise.resolve(replyOf(habits, truthOf, request)),
  };
}

function replyOf(
  habits: Habits,
  truthOf: (id: string) => boolean,
  request: JudgeRequest,
): RubricReply {
  const { case: of, pass } = request;
  const chance = (what: string) => hashNumber(`${habits.name}|${of.id}|${what}`) / 2 ** 48;
  const shared = hashNumber(`any|${of.id}|look`) / 2 ** 48;
  const look = chance('common') < Math.sqrt(habits.common) ? shared : chance('look');
  const sees = look < habits.skill === truthOf(of.id);
  const obeys = COMMANDS.test(of.claim) && chance('obeys') < habits.obedience;
  const impressed = of.claim.length > LONG && chance('length') < habits.lengthBias;
  const believes = sees || obeys || impressed;
  const passName = pass.questions.map(({ id, inverse }) => `${id}${inverse}`).join();
  const assents = chance(passName) < habits.assent;
  return {
    answers: pass.questions.map(({ id, inverse }) => {
      const holds = believes || id !== 'unguarded';
      return {
        id,
        answer: assents || holds !== inverse ? 'yes' : 'no',
        citation: citationOf(of),
      };
    }),
    injectionSuspected: false,
  };
}

/** The first cited line that says something. */
export function citationOf(of: JudgeCase) {
  for (const { file, startLine, endLine } of of.locations) {
    const lines = (of.sources[file] ?? '').split('\n').slice(startLine - 1, endLine);
    const at = lines.findIndex((line) => line.trim().length >= 4);
    if (at >= 0)
      return { file, line: startLine + at, quote: (lines[at] ?? '').trim().slice(0, 400) };
  }
  return null;
}
