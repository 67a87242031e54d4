import { z } from 'zod';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { contentId } from '../../tasks/taskSpec.ts';
import { pocSchema } from '../../tasks/kinds/audit.ts';
import { callAction } from '../../tasks/kinds/scenario.ts';

const MOST_CLAIMS = 32;
const MOST_CALLS = 16;

/** What a disputant brings: which items he means, why, and what he has that runs. */
export const disputeEvidenceSchema = z.strictObject({
  schema: z.literal('poiw.dispute/v1'),
  claims: z
    .array(
      z.strictObject({
        slot: z.int().min(0).max(31),
        item: z.string().max(40),
        why: z.string().min(1).max(420),
        /** Content id of an artefact. */
        artefact: contentId.nullable(),
      }),
    )
    .min(1)
    .max(MOST_CLAIMS),
});

export type DisputeEvidence = z.infer<typeof disputeEvidenceSchema>;

/** Something an engine runs to show which side is right. */
export const artefactSchema = z.discriminatedUnion('schema', [
  /** An exploit for a finding that came without one. */
  z.strictObject({ schema: z.literal('poiw.exploit/v1'), poc: pocSchema }),
  /** A call of the very function a finding is about, which does or does not do what it says. */
  z.strictObject({
    schema: z.literal('poiw.probe/v1'),
    prepare: z.array(callAction).max(MOST_CALLS),
    call: callAction,
  }),
]);

export type Artefact = z.infer<typeof artefactSchema>;

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 16 };

/** A file of evidence, untrusted; undefined when it is none. */
export function readDisputeEvidence(bytes: Uint8Array): DisputeEvidence | undefined {
  return parsed(disputeEvidenceSchema, bytes);
}

/** An artefact, untrusted; undefined when it is none. */
export function readArtefact(bytes: Uint8Array): Artefact | undefined {
  return parsed(artefactSchema, bytes);
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    const { success, data } = schema.safeParse(parseUntrustedJson(bytes, LIMITS));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
