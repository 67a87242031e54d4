import { isCitationTrue } from '../../core/judging/citation.ts';
import { cleanClaim } from '../../core/judging/cleanClaim.ts';
import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import {
  statementSchema,
  type CheckedPoint,
  type Point,
  type Side,
} from '../../core/judging/statement.ts';
import type { ExpertModel, Replay } from './expertModel.ts';

/** Most rounds of a debate. */
export const ROUNDS = 3;

export interface Debaters {
  readonly valid: ExpertModel;
  readonly invalid: ExpertModel;
}

export interface Debate {
  readonly points: readonly CheckedPoint[];
  readonly rounds: number;
  /** Why it ended. */
  readonly stop: 'rounds' | 'stable';
}

/**
 * Two assigned sides, up to three rounds, both sides of a round written before either is read. Each
 * point stands on a line that is there or on something that ran; the rest is struck and stays
 * visible as struck. A round that adds no evidence ends it: talk alone would only sway.
 */
export async function debate(
  of: JudgeCase,
  debaters: Debaters,
  { replay, signal }: { readonly replay: Replay; readonly signal: AbortSignal },
): Promise<Debate> {
  const points: CheckedPoint[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const said = [...points];
    const speak = async (side: Side) => {
      const reply = await debaters[side].argue({ case: of, side, round, said, signal });
      return checkStatement(of, { side, round, reply, replay });
    };
    const fresh = (await Promise.all([speak('valid'), speak('invalid')])).flat();
    points.push(...fresh);
    if (!fresh.some((point) => isNew(point, said)))
      return { points, rounds: round, stop: 'stable' };
  }
  return { points, rounds: ROUNDS, stop: 'rounds' };
}

/**
 * Looks at one statement: each point stands on a line that is there or on something that ran, or is
 * struck. What is no statement says nothing.
 */
export async function checkStatement(
  of: JudgeCase,
  from: { side: Side; round: number; reply: unknown; replay: Replay },
): Promise<CheckedPoint[]> {
  const { side, round, reply, replay } = from;
  const parsed = statementSchema.safeParse(reply);
  if (!parsed.success) return [];
  return Promise.all(
    parsed.data.points.map(async (point) => ({
      ...point,
      text: cleanClaim(point.text).claim,
      side,
      round,
      evidence: await evidenceOf(of, point, { side, replay }),
    })),
  );
}

async function evidenceOf(
  of: JudgeCase,
  { citation, artefact }: Point,
  { side, replay }: { readonly side: Side; readonly replay: Replay },
): Promise<CheckedPoint['evidence']> {
  if (artefact !== null && (await replay(artefact, of)) === side) return 'executed';
  return citation !== null && isCitationTrue(citation, of.sources) ? 'quoted' : 'none';
}

/** Whether a point brings evidence that was not on the table: another line or another artefact. */
export function isNew(point: CheckedPoint, said: readonly CheckedPoint[]): boolean {
  if (point.evidence === 'none') return false;
  return !said.some(
    (old) =>
      old.side === point.side &&
      old.artefact === point.artefact &&
      old.citation?.file === point.citation?.file &&
      old.citation?.line === point.citation?.line,
  );
}
