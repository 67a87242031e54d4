import { z } from 'zod';
import { CONTRACT_NAMES } from '../../chain/artifacts.ts';
import { addressesSchema, hex } from '../networkFile.ts';

/**
 * `chain.json` of a bundle: what the chain says about one task, with the signed bytes of every
 * transaction, so that a stranger can check who did what without asking the chain again.
 */
export const chainRecordSchema = z.strictObject({
  schema: z.literal('poiw.chain-record/v1'),
  taskId: z.string().regex(/^[1-9]\d*$/),
  addresses: addressesSchema,
  history: z.array(
    z.strictObject({
      blockNumber: z.int().min(0),
      timestamp: z.int().min(0),
      transactionHash: hex(64),
      from: hex(40),
      rawTransaction: z.custom<`0x${string}`>(
        (value) => typeof value === 'string' && /^0x([0-9a-f]{2})+$/.test(value),
        'hex bytes',
      ),
      events: z.array(
        z.strictObject({
          contract: z.enum(CONTRACT_NAMES),
          name: z.string(),
          args: z.record(z.string(), z.json()),
        }),
      ),
    }),
  ),
  /** Everyone who answered, attested or judged. */
  members: z.array(
    z.strictObject({
      id: z.int().min(1),
      owner: hex(40),
      worker: hex(40),
      role: z.enum(['publisher', 'miner', 'peer', 'auto', 'expert']),
    }),
  ),
});

export type ChainRecord = z.infer<typeof chainRecordSchema>;
