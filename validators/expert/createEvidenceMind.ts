import { judgeFinding, VERDICT_SCORES } from '../../core/judging/judgeFinding.ts';
import type { Side } from '../../core/judging/statement.ts';
import type { ContestedItem, ExpertMind, Opinion } from './expertMind.ts';
import type { Replay } from './expertModel.ts';

export interface EvidenceMindOptions {
  readonly replay: Replay;
  /**
   * `run`: before anything else runs what the disputant brings; `read`: looks at the code alone and
   * leaves running to the debate.
   */
  readonly looks: 'run' | 'read';
}

/**
 * An expert without a model: he looks quotes and patterns up, runs what can be run, and says so. What
 * neither decides he abstains from.
 */
export function createEvidenceMind({ replay, looks }: EvidenceMindOptions): ExpertMind {
  return {
    family: 'evidence',
    async first(item) {
      const shown = looks === 'run' ? await firstShown(item, replay) : undefined;
      return shown ?? byCode(item);
    },
    argue: (item, { side, round }) =>
      Promise.resolve({ points: round === 1 ? pointsOf(item, side) : [] }),
    second(item, { first, said }) {
      const executed = said.filter(({ evidence }) => evidence === 'executed');
      const sides = new Set(executed.map(({ side }) => side));
      const [side] = sides;
      // Two proofs against each other prove nothing; without one, words do not move this mind.
      if (side === undefined || sides.size > 1) {
        const reasons = ['nothing ran that decides it: the first vote stands'];
        return Promise.resolve({ verdict: first, reasons, failedProbe: false });
      }
      const reasons = executed.map(({ text }) => `executed: ${text}`.slice(0, 300));
      return Promise.resolve({ verdict: side, reasons: reasons.slice(0, 3), failedProbe: false });
    },
  };
}

/** The first artefact that shows a side. */
export async function firstShown(
  { case: of, artefacts }: ContestedItem,
  replay: Replay,
): Promise<Opinion | undefined> {
  if (of === undefined) return undefined;
  for (const artefact of artefacts) {
    const side: Side | null = await replay(artefact, of);
    if (side !== null) return { verdict: side, reasons: [`ran ${artefact}: it shows ${side}`] };
  }
  return undefined;
}

/** What quotes and known patterns say. */
export function byCode({ judged }: ContestedItem): Opinion {
  if (judged === undefined) {
    return { verdict: 'invalid', reasons: ['the answer holds no such finding'] };
  }
  const { score, reasons } = judgeFinding(judged.finding, judged.evidence);
  const verdict =
    score === VERDICT_SCORES.abstain
      ? 'abstain'
      : score > VERDICT_SCORES.abstain
        ? 'valid'
        : 'invalid';
  return { verdict, reasons };
}

const MOST_ARTEFACTS = 2;

/** Whatever runs, and where the code speaks for the side the line the finding points at. */
function pointsOf(item: ContestedItem, side: Side) {
  const { case: of, judged, artefacts } = item;
  const runs = artefacts.slice(0, MOST_ARTEFACTS).map((artefact) => ({
    text: 'Run against the contracts as they are deployed, this shows what the function does.',
    citation: null,
    artefact,
  }));
  const seen = byCode(item);
  const at = seen.verdict === side ? judged?.finding.locations[0] : undefined;
  const quote = at === undefined ? '' : lineOf(of?.sources[at.file], at.startLine);
  if (at === undefined || quote === '') return runs;
  const text = `Here: ${seen.reasons.join('; ')}.`.slice(0, 400);
  return [
    ...runs,
    { text, citation: { file: at.file, line: at.startLine, quote }, artefact: null },
  ];
}

function lineOf(source: string | undefined, line: number): string {
  return (source?.split('\n')[line - 1] ?? '').trim().slice(0, 400);
}
