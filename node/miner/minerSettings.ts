import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { Hex } from '../../core/contentId.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { TASK_KINDS, type TaskKind } from '../../core/taskKind.ts';
import { SPECIALTIES, type Specialty } from '../../miner/specialty.ts';
import { GPUS, SOLVERS, type ModelSettings } from '../model/modelSettings.ts';

const wei = z
  .string()
  .regex(/^\d{1,77}$/, 'an amount in wei, digits only')
  .transform((text) => BigInt(text));

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'an address')
  .transform((text) => text as Hex);

const usd = z.string().regex(/^\d{1,9}(\.\d{1,12})?$/, 'dollars in decimals, like "0.25"');
const count = z.int().min(1).max(1_000_000_000);

/** The fields of {@link ModelSettings}, as a configuration file has them. */
const modelFields = {
  /** `baseline` needs no model; default: `agent` where a model is named. */
  solver: z.enum(SOLVERS).optional(),
  /** `x.gguf` (relative to this file), `hf:…`, `http://host/v1#name`, `openai:…`, `anthropic:…`, `ollama:…` */
  model: z.string().min(1).max(500).optional(),
  /** Server of `openai:`, `anthropic:` and `ollama:` models. */
  modelUrl: z.string().min(1).max(500).optional(),
  /** `env:NAME` or `file:PATH`; never a key. */
  modelKey: z
    .string()
    .regex(/^(env|file):./, 'a key reference: env:NAME or file:PATH')
    .optional(),
  /** Tokens a conversation may hold. */
  modelContext: count.optional(),
  /** Requests side by side. */
  modelParallel: z.int().min(1).max(256).optional(),
  gpu: z.enum(GPUS).optional(),
  /** Threads of a .gguf on the CPU. */
  threads: z.int().min(1).max(1024).optional(),
  /** What a million input tokens cost, dollars. */
  priceIn: usd.optional(),
  priceOut: usd.optional(),
  /** Most one task, and one day (UTC), may cost, dollars. */
  maxCostTask: usd.optional(),
  maxCostDay: usd.optional(),
  /** Most tokens, steps and minutes of one task. */
  maxTokens: count.optional(),
  maxSteps: z.int().min(1).max(10_000).optional(),
  maxMinutes: z.int().min(1).max(1440).optional(),
  /** Where pulled models lie, relative to this file. */
  modelsFolder: z.string().min(1).optional(),
};

/** A miner's configuration file; every field may be left out, a flag overrides it. */
export const minerConfigSchema = z.strictObject({
  schema: z.literal('poiw.miner/v1'),
  /** Network file, relative to this one. */
  network: z.string().min(1).optional(),
  /** Key reference: `file:PATH`, `env:NAME` or `keystore:PATH`; never a key. */
  key: z
    .string()
    .regex(/^(file|env|keystore):./, 'a key reference: file:PATH, env:NAME or keystore:PATH')
    .optional(),
  /** File with a keystore's password, relative to this one. */
  passwordFile: z.string().min(1).optional(),
  /** Folder of the journal and the ledger, relative to this file. */
  data: z.string().min(1).optional(),
  kinds: z.array(z.enum(TASK_KINDS)).min(1).optional(),
  specialties: z.array(z.enum(SPECIALTIES)).min(1).optional(),
  /** Least reward worth working for, wei. */
  priceFloor: wei.optional(),
  /** Least expected value worth working for, wei. */
  minValue: wei.optional(),
  /** Publishers whose tasks are left alone. */
  blockedPublishers: z.array(address).max(10_000).optional(),
  /** Of a hundred tasks left for their value, how many are tried all the same. */
  explorePercent: z.int().min(0).max(100).optional(),
  /** What an hour of this machine costs, wei of the reward's token. */
  weiPerHour: wei.optional(),
  /** What a dollar is worth, wei of the reward's token: counts what a hosted model costs. */
  weiPerUsd: wei.optional(),
  /** Tasks solved side by side; default: as many as cores and memory bear. */
  parallel: z.int().min(1).max(64).optional(),
  /** Milliseconds between looks at the chain. */
  poll: z.int().min(50).max(600_000).optional(),
  /** Baseline exploit templates to leave out. */
  without: z.array(z.string().max(100)).optional(),
  /** Said in the heartbeat: where the miner is, e.g. `eu-west`. */
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'lower-case letters, digits and dashes')
    .optional(),
  ...modelFields,
});

/** What a miner is run with, once flags, environment, file and defaults are merged. */
export interface MinerSettings extends Partial<ModelSettings> {
  readonly solver?: (typeof SOLVERS)[number];
  readonly kinds: readonly TaskKind[];
  readonly specialties: readonly Specialty[];
  readonly priceFloor: bigint;
  readonly minValue: bigint;
  readonly blockedPublishers: readonly Hex[];
  readonly explorePercent: number;
  readonly weiPerHour: bigint;
  readonly weiPerUsd: bigint;
  readonly parallel?: number;
  readonly poll: number;
  readonly without: readonly string[];
  readonly region: string;
}

export const MINER_DEFAULTS: MinerSettings = {
  kinds: [...TASK_KINDS],
  specialties: [...SPECIALTIES],
  priceFloor: 0n,
  minValue: 0n,
  blockedPublishers: [],
  explorePercent: 5,
  weiPerHour: 0n,
  weiPerUsd: 0n,
  poll: 1000,
  without: [],
  region: 'unknown',
};

export type MinerConfig = z.infer<typeof minerConfigSchema>;

/**
 * Reads a miner's configuration; paths in it become absolute.
 *
 * @throws PoiwError E_CONFIG naming every field that is wrong
 */
export async function readMinerConfig(path: string): Promise<MinerConfig> {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'a configuration is a JSON file; docs/mining.md shows one',
    });
  }
  const parsed = minerConfigSchema.safeParse(given);
  if (!parsed.success) {
    throw new PoiwError('E_CONFIG', `${path}: ${z.prettifyError(parsed.error)}`, {
      hint: 'docs/schemas/miner.config.json describes every field',
    });
  }
  const config = parsed.data;
  const beside = (file: string) => (isAbsolute(file) ? file : resolve(dirname(path), file));
  return {
    ...config,
    ...(config.network === undefined ? {} : { network: beside(config.network) }),
    ...(config.passwordFile === undefined ? {} : { passwordFile: beside(config.passwordFile) }),
    ...(config.data === undefined ? {} : { data: beside(config.data) }),
    ...(config.key === undefined ? {} : { key: absoluteKey(config.key, beside) }),
    ...(config.modelKey === undefined ? {} : { modelKey: absoluteKey(config.modelKey, beside) }),
    ...(config.model === undefined ? {} : { model: absoluteModel(config.model, beside) }),
    ...(config.modelsFolder === undefined ? {} : { modelsFolder: beside(config.modelsFolder) }),
  };
}

/** A file is beside the configuration; everything else is a name. */
function absoluteModel(model: string, beside: (file: string) => string): string {
  return /^[a-z]+:/i.test(model) || !/\.gguf$/i.test(model) ? model : beside(model);
}

function absoluteKey(reference: string, beside: (file: string) => string): string {
  const colon = reference.indexOf(':');
  const scheme = reference.slice(0, colon);
  if (scheme === 'env') return reference;
  return `${scheme}:${beside(reference.slice(colon + 1))}`;
}
