import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Cursor, CursorStore } from '../chain/follow/cursor.ts';
import { CONTRACT_NAMES } from '../chain/artifacts.ts';
import { PoiwError } from '../core/errors.ts';
import { hex } from './networkFile.ts';
import { writeJson } from './writeJson.ts';

const event = z.strictObject({
  contract: z.enum(CONTRACT_NAMES),
  name: z.string(),
  args: z.record(z.string(), z.json()),
  blockNumber: z.int().min(0),
  blockHash: hex(64),
  transactionHash: hex(64),
  logIndex: z.int().min(0),
});

const events = z.array(event).readonly();
const block = z.int().min(0);
const batch = z.strictObject({
  sequence: z.int().min(1),
  ...{ reverted: events, applied: events, settled: events, tip: block, head: block },
});

const schema: z.ZodType<Cursor> = z.strictObject({
  schema: z.literal('poiw.cursor/v1'),
  source: hex(64),
  sequence: z.int().min(0),
  untold: batch.nullable(),
  final: z.int().min(0),
  blocks: z
    .array(z.strictObject({ number: block, hash: hex(64), events }))
    .min(1)
    .readonly(),
});

/** A follower's cursor in a file; what is saved is there whole or not at all. */
export function openCursorFile(path: string): CursorStore {
  return {
    async load() {
      if (!existsSync(path)) return undefined;
      try {
        return schema.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch (cause) {
        throw new PoiwError('E_CONFIG', `${path} is no cursor`, {
          cause,
          hint: 'name another file for it, or delete it to start from the beginning',
        });
      }
    },
    async save(cursor) {
      await mkdir(dirname(path), { recursive: true });
      await writeJson(path, cursor);
    },
  };
}
