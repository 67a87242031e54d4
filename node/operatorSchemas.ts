import { z } from 'zod';
import { minerConfigSchema } from './miner/minerSettings.ts';
import { artefactSchema, disputeEvidenceSchema } from '../validators/expert/disputeEvidence.ts';
import { protectionSchema } from './protection/interchange.ts';

/** Formats of an operator's files as JSON Schema, by file name without `.json`, for docs/schemas/. */
export function operatorSchemas(): Readonly<Record<string, z.core.JSONSchema.BaseSchema>> {
  return {
    'miner.config': {
      title: 'PoIW miner configuration',
      ...z.toJSONSchema(minerConfigSchema, { io: 'input' }),
    },
    protection: {
      title: 'PoIW protection interchange',
      ...z.toJSONSchema(protectionSchema, { io: 'input', reused: 'ref' }),
    },
    dispute: {
      title: 'PoIW evidence of a dispute',
      ...z.toJSONSchema(disputeEvidenceSchema, { io: 'input' }),
    },
    artefact: {
      title: 'PoIW artefact of a dispute: something that runs',
      ...z.toJSONSchema(artefactSchema, { io: 'input', reused: 'ref' }),
    },
  };
}
