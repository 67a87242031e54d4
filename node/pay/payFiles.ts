import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import type { PayEpoch } from '../../core/economy/payBooks.ts';
import type { RootEntry } from '../../core/economy/rootEntry.ts';
import { hex } from '../networkFile.ts';

const wei = z
  .string()
  .regex(/^\d{1,29}$/)
  .transform(BigInt);
const index = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const account = hex(40);
const entry = z.strictObject({ index, account, before: wei, cumulative: wei });

/** `poiw.pay-epoch/v1`: what the votes of an epoch came to, by account. */
const payEpochSchema = z.strictObject({
  schema: z.literal('poiw.pay-epoch/v1'),
  stream: hex(64),
  epoch: z.int().min(1).transform(BigInt),
  slope: wei,
  scores: z
    .array(
      z.strictObject({
        ...{ index, account, seats: z.int().min(0).max(1_000_000) },
        score: z
          .int()
          .min(-(2 ** 52))
          .max(2 ** 52),
        wages: wei,
      }),
    )
    .min(1)
    .max(100_000),
  before: z.array(entry).max(100_000),
});

const entriesSchema = z.strictObject({
  schema: z.literal('poiw.pay-root/v1'),
  entries: z.array(entry).max(100_000),
});

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 6 };

/** @throws PoiwError E_NOT_FOUND, E_JSON_INVALID, E_SCHEMA, also for indices that leave a gap */
export async function readPayEpoch(file: string): Promise<PayEpoch> {
  const given = await readAs(payEpochSchema, file);
  if (given.scores.some((line, at) => line.index !== at)) {
    throw new PoiwError('E_SCHEMA', `${file}: accounts go by their index, from 0 without a gap`);
  }
  return given;
}

/** @throws PoiwError E_NOT_FOUND, E_JSON_INVALID, E_SCHEMA */
export async function readEntries(file: string): Promise<readonly RootEntry[]> {
  return (await readAs(entriesSchema, file)).entries;
}

async function readAs<T>(schema: z.ZodType<T>, file: string): Promise<T> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new PoiwError('E_NOT_FOUND', `cannot read ${file}: ${messageOf(cause)}`, { cause });
  });
  const parsed = schema.safeParse(parseUntrustedJson(bytes, LIMITS));
  if (parsed.success) return parsed.data;
  throw new PoiwError('E_SCHEMA', `${file}: ${z.prettifyError(parsed.error)}`);
}
