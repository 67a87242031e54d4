import { hashNumber } from '../../../core/judging/judgingOrder.ts';
import type { JudgeRequest } from '../../../core/judging/judgeModel.ts';
import type { Side } from '../../../core/judging/statement.ts';
import type { ExpertModel, Replay } from '../../../validators/expert/expertModel.ts';
import { citationOf } from './scriptedJudge.ts';

/** What a debate among scripted experts is like. */
export interface DebateWorld {
  readonly seed: string;
  /** Chance of an expert to see the truth alone. */
  readonly skill: number;
  /** Common mode of their errors. */
  readonly rho: number;
  /** Chance that the right side finds something that runs and shows it; the wrong side never can. */
  readonly executable: number;
  /** Chance that a debate of words turns an expert to the side that sounds better. */
  readonly persuadable: number;
  /** Chance that the right side sounds better. */
  readonly rightSoundsBetter: number;
}

const PROBE = '-probe';
/** An expert shown a proof that ran believes it this often. */
const BELIEVES_PROOF = 0.97;

/** An expert of known skill; everything follows from the world, his name and the case. */
export function scriptedExpert(
  name: string,
  world: DebateWorld,
  truthOf: (id: string) => boolean,
): ExpertModel {
  const chance = (of: string, what: string) => hashNumber(`${world.seed}|${of}|${what}`) / 2 ** 48;
  function believes({ case: of }: JudgeRequest): boolean {
    if (of.id.endsWith(PROBE)) {
      // Words about a false answer: only the persuadable fall for them.
      return chance(of.id, `${name}|probe`) < world.persuadable / 2;
    }
    const truth = truthOf(of.id);
    const shared = chance(of.id, `${name}|mode`) < Math.sqrt(world.rho);
    const look = shared ? chance(of.id, 'common') : chance(of.id, `${name}|look`);
    const alone = look < world.skill === truth;
    if (of.debate === undefined) return alone;
    const proof = of.debate.find((point) => point.includes('[executed]'));
    if (proof !== undefined && chance(of.id, `${name}|proof`) < BELIEVES_PROOF) {
      return proof.startsWith('[valid]');
    }
    const better = chance(of.id, 'tone') < world.rightSoundsBetter === truth;
    return chance(of.id, `${name}|sway`) < world.persuadable ? better : alone;
  }
  return {
    family: name,
    ask(request) {
      const believed = believes(request);
      return Promise.resolve({
        answers: request.pass.questions.map(({ id, inverse }) => ({
          id,
          answer: (believed || id !== 'unguarded') === inverse ? 'no' : 'yes',
          citation: citationOf(request.case),
        })),
        injectionSuspected: false,
      });
    },
    argue({ case: of, side, round }) {
      const right = (side === 'valid') === truthOf(of.id);
      const finds = right && chance(of.id, 'artefact') < world.executable;
      const artefact = finds && round === 1 ? `proof:${of.id}` : null;
      const text = `Round ${round}, the ${side} side points at the cited line.`;
      return Promise.resolve({ points: [{ text, citation: citationOf(of), artefact }] });
    },
  };
}

/** Runs what was brought: it shows the truth, whoever brought it. */
export function scriptedReplay(truthOf: (id: string) => boolean): Replay {
  return (artefact, of) => {
    const side: Side = truthOf(of.id) ? 'valid' : 'invalid';
    return Promise.resolve(artefact === `proof:${of.id}` ? side : null);
  };
}
