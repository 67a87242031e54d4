import { z } from 'zod';
import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';

export type Side = 'valid' | 'invalid';

/** Seed of the field: two hundred words a statement; three points of a paragraph each. */
const MOST_POINTS = 3;
const POINT_CHARS = 420;

/** One side's statement of one round; anything else a model says is no statement. */
export const statementSchema = z.strictObject({
  points: z
    .array(
      z.strictObject({
        text: z.string().min(1).max(POINT_CHARS),
        citation: z
          .strictObject({
            file: z.string().max(200),
            line: z.int().min(1).max(1_000_000),
            quote: z.string().max(400),
          })
          .nullable(),
        /** Content id of something that runs: an exploit, a test, a program. */
        artefact: z.string().max(100).nullable(),
      }),
    )
    .max(MOST_POINTS),
});

export type Point = z.infer<typeof statementSchema>['points'][number];

/** A point after the machine looked at it. */
export interface CheckedPoint extends Point {
  readonly side: Side;
  readonly round: number;
  /** `quoted`: the line is there; `executed`: the artefact ran and showed it; `none`: struck. */
  readonly evidence: 'quoted' | 'executed' | 'none';
}

/** What an expert's model can do beside answering a rubric. */
export interface ExpertModel extends JudgeModel {
  /** Argues an assigned side; sees what both sides said in earlier rounds, never in this one. */
  argue(request: {
    readonly case: JudgeCase;
    readonly side: Side;
    readonly round: number;
    readonly said: readonly CheckedPoint[];
    readonly signal: AbortSignal;
  }): Promise<unknown>;
}

/** Runs an artefact and tells which side it supports; null when it shows nothing. */
export type Replay = (artefact: string, of: JudgeCase) => Promise<Side | null>;
