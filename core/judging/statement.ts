import { z } from 'zod';
import { citationSchema } from './citation.ts';

export type Side = 'valid' | 'invalid';

/** Seed of the field: two hundred words a statement; three points of a paragraph each. */
const MOST_POINTS = 3;
const POINT_CHARS = 420;

export const pointSchema = z.strictObject({
  text: z.string().min(1).max(POINT_CHARS),
  citation: citationSchema.nullable(),
  /** Content id of something that runs: an exploit, a test, a program. */
  artefact: z.string().max(100).nullable(),
});

/** One side's statement of one round; anything else a model says is no statement. */
export const statementSchema = z.strictObject({ points: z.array(pointSchema).max(MOST_POINTS) });

export type Point = z.infer<typeof pointSchema>;

/** A point after the machine looked at it. */
export interface CheckedPoint extends Point {
  readonly side: Side;
  readonly round: number;
  /** `quoted`: the line is there; `executed`: the artefact ran and showed it; `none`: struck. */
  readonly evidence: 'quoted' | 'executed' | 'none';
}
