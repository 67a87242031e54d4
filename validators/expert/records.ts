import { z } from 'zod';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import type { Hex } from '../../core/contentId.ts';
import { LANES } from '../../core/lanes.ts';
import { pointSchema, statementSchema } from '../../core/judging/statement.ts';

const verdict = z.enum(['valid', 'invalid', 'abstain']);
export type ExpertVerdict = z.infer<typeof verdict>;

const lane = z
  .int()
  .min(0)
  .max(LANES - 1);
const reasons = z.array(z.string().max(300)).max(12);

/** Binds a sealed record to its author and hearing: a copied one is nobody else's. */
const author = {
  case: z.string().regex(/^[1-9]\d{0,76}$/),
  tier: z.int().min(1).max(4),
  rolled: z.boolean(),
  /** Member id. */
  expert: z.int().min(1).max(65_535),
};

/** An expert's sealed first vote, before he has read anybody else. */
export const firstVoteSchema = z.strictObject({
  schema: z.literal('poiw.first-vote/v1'),
  ...author,
  judgements: z.array(z.strictObject({ lane, verdict, reasons })).max(LANES),
});

/** One debater's statement of a round: all items on which a side was assigned to him. */
export const hearingStatementSchema = z.strictObject({
  schema: z.literal('poiw.statement/v1'),
  ...author,
  round: z.int().min(1).max(3),
  items: z
    .array(
      z.strictObject({
        lane,
        side: z.enum(['valid', 'invalid']),
        points: statementSchema.shape.points,
      }),
    )
    .max(LANES),
});

/** A debate as one saw it, struck points included; whoever has the same files sees the same. */
const transcriptSchema = z.strictObject({
  rounds: z.int().min(0).max(3),
  stop: z.enum(['agreed', 'words', 'stable', 'rounds']),
  points: z
    .array(
      z.strictObject({
        lane,
        side: z.enum(['valid', 'invalid']),
        round: z.int().min(1).max(3),
        evidence: z.enum(['quoted', 'executed', 'none']),
        ...pointSchema.shape,
        /** Cleaned of what speaks to the judge; may be empty then. */
        text: z.string().max(420),
      }),
    )
    .max(18 * LANES),
});

export type Transcript = z.infer<typeof transcriptSchema>;

/** Why an expert voted as he did in the end: opened with the vote. */
export const rulingSchema = z.strictObject({
  schema: z.literal('poiw.ruling/v1'),
  ...author,
  items: z
    .array(
      z.strictObject({
        ...{ lane, slot: z.int().min(0).max(31), item: z.string().max(40) },
        first: verdict,
        second: verdict,
        /** He followed the same words about an answer known to be false: his first vote stands. */
        failedProbe: z.boolean(),
        score: z.int().min(0).max(255),
        reasons,
      }),
    )
    .max(LANES),
  /** The word he voted for: what is not in dispute stays as it was. */
  scores: z.custom<Hex>(
    (value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value),
    '32 bytes',
  ),
  guilt: z.int().min(0).max(255),
  transcript: transcriptSchema,
  reason: z.string().max(2_000),
});

export type FirstVote = z.infer<typeof firstVoteSchema>;
export type HearingStatement = z.infer<typeof hearingStatementSchema>;
export type RulingRecord = z.infer<typeof rulingSchema>;

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 12 };

/** Whom a record must be from. */
export interface Author {
  readonly caseId: bigint;
  readonly tier: number;
  readonly rolled: boolean;
  readonly expertId: number;
}

/** A record as its author opened it; undefined when it is malformed or another's. */
export function readRecord<T extends z.infer<z.ZodObject<typeof author>>>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  { caseId, tier, rolled, expertId }: Author,
): T | undefined {
  let value: unknown;
  try {
    value = parseUntrustedJson(bytes, LIMITS);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const own =
    data.case === caseId.toString() &&
    data.tier === tier &&
    data.rolled === rolled &&
    data.expert === expertId;
  return own ? data : undefined;
}
