import { z } from 'zod';
import { LANES } from '../../core/lanes.ts';
import { contentId } from '../../tasks/taskSpec.ts';

/** Why a juror scored as he did: a blob, opened with the vote. */
export const rationaleSchema = z.strictObject({
  schema: z.literal('poiw.rationale/v1'),
  /** Content id of the verification report judged from. */
  report: contentId,
  /** One per lane, in lane order. */
  judgements: z
    .array(
      z.strictObject({
        slot: z
          .int()
          .min(0)
          .max(LANES - 1),
        item: z.string().max(40),
        score: z.int().min(0).max(255),
        reasons: z.array(z.string().max(300)).max(12),
      }),
    )
    .max(LANES),
});

export type Rationale = z.infer<typeof rationaleSchema>;
