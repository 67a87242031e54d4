import { z } from 'zod';
import { canonicalBytes, parseUntrustedJson } from '../../core/canonicalJson.ts';
import {
  answerCommitHash,
  hiddenCommitHash,
  rulingCommitHash,
  voteCommitHash,
} from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { panelOfRound, unpackRuling } from '../../core/courtRound.ts';
import { PoiwError } from '../../core/errors.ts';
import type {
  PromiseRecord,
  ProtectionRecord,
  SealedPromise,
  Watermark,
} from '../../core/journal.ts';

/** A file of more than this many promises is split by whoever writes it. */
const MAX_PROMISES = 100_000;

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address');
const word = z.string().regex(/^0x[0-9a-fA-F]{64}$/, '32 bytes');
const chain = z.string().regex(/^eip155:[1-9]\d{0,19}$/, 'a CAIP-2 chain id, eip155:…');
const task = z.string().regex(/^(0|[1-9]\d{0,77})$/, 'a number, digits only');
const kind = z.enum(['answer', 'vote', 'hidden', 'ruling', 'statement']);
/** A packed word; a ruling's has one more byte, the guilt. */
const scoreWord = z.string().regex(/^0x[0-9a-fA-F]{64}([0-9a-fA-F]{2})?$/, '32 or 33 bytes');
const round = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const promiseSchema = z.strictObject({
  chain,
  contract: address,
  kind,
  task,
  round,
  actor: address,
  commit: word,
  /** What opens the commit; a secret until the reveal. Absent when only protection is meant. */
  opening: z
    .strictObject({ contentHash: word, salt: word, scores: scoreWord.optional() })
    .optional(),
});

const watermarkSchema = z.strictObject({
  chain,
  contract: address,
  kind: z.enum(['answer', 'vote', 'ruling', 'statement']),
  actor: address,
  task,
});

/** `poiw.protection/v1`: what a key has promised, carried from one machine to another. */
export const protectionSchema = z.strictObject({
  schema: z.literal('poiw.protection/v1'),
  promises: z.array(promiseSchema).max(MAX_PROMISES),
  watermarks: z.array(watermarkSchema).max(MAX_PROMISES),
});

const LIMITS = { maxBytes: 96 * 1024 * 1024, maxDepth: 6 };

/**
 * The interchange file of a journal: canonical bytes, the same for the same promises.
 *
 * @param openings also write salts and contents: whoever reads them can open the commits
 */
export function writeProtection(
  record: ProtectionRecord,
  { openings }: { readonly openings: boolean },
): Uint8Array {
  return canonicalBytes({
    schema: 'poiw.protection/v1',
    promises: record.promises.map((promise) => ({
      ...keyJson(promise),
      round: promise.round,
      commit: promise.commit.toLowerCase(),
      ...(openings && 'salt' in promise ? { opening: openingJson(promise) } : {}),
    })),
    watermarks: record.watermarks.map(keyJson),
  });
}

/**
 * Reads an interchange file, untrusted: sizes, forms, contradictions inside it, and that every
 * opening opens its commit.
 *
 * @throws PoiwError E_JSON_INVALID, E_SCHEMA, E_PROTECTION (two commits for one promise),
 * E_CONTENT_MISMATCH (an opening that opens something else)
 */
export function readProtection(bytes: Uint8Array): ProtectionRecord {
  const parsed = protectionSchema.safeParse(parseUntrustedJson(bytes, LIMITS));
  if (!parsed.success) {
    throw new PoiwError('E_SCHEMA', `not a protection file: ${z.prettifyError(parsed.error)}`, {
      hint: 'docs/schemas/protection.json describes the format',
    });
  }
  const promises = parsed.data.promises.map(promiseOf);
  assertOneCommitEach(promises);
  return { promises, watermarks: parsed.data.watermarks.map(watermarkOf) };
}

function keyJson({ chainId, contract, kind: of, actor, taskId }: Watermark) {
  return {
    chain: `eip155:${chainId}`,
    contract: contract.toLowerCase(),
    kind: of,
    actor: actor.toLowerCase(),
    task: taskId.toString(),
  };
}

function openingJson({ contentHash, salt, scores }: PromiseRecord) {
  return { contentHash, salt, ...(scores === undefined ? {} : { scores }) };
}

function watermarkOf(given: z.infer<typeof watermarkSchema>): Watermark {
  return {
    chainId: BigInt(given.chain.slice('eip155:'.length)),
    contract: lower(given.contract),
    kind: given.kind,
    actor: lower(given.actor),
    taskId: BigInt(given.task),
  };
}

function promiseOf(given: z.infer<typeof promiseSchema>): PromiseRecord | SealedPromise {
  const key = {
    chainId: BigInt(given.chain.slice('eip155:'.length)),
    contract: lower(given.contract),
    kind: given.kind,
    taskId: BigInt(given.task),
    round: given.round,
    actor: lower(given.actor),
    commit: lower(given.commit),
  };
  if (given.opening === undefined) return key;
  const { contentHash, salt, scores } = given.opening;
  const record: PromiseRecord = {
    ...key,
    contentHash: lower(contentHash),
    salt: lower(salt),
    ...(scores === undefined ? {} : { scores: lower(scores) }),
  };
  if (commitOf(record) === record.commit) return record;
  throw new PoiwError(
    'E_CONTENT_MISMATCH',
    `the opening of ${record.kind} ${record.taskId} does not open its commit`,
    { hint: 'the file was changed: write it again where it came from' },
  );
}

/** The commit a record's opening stands for. */
export function commitOf(record: Omit<PromiseRecord, 'commit'>): Hex {
  const { kind: of, taskId, round: number, actor, contentHash, salt, scores } = record;
  switch (of) {
    case 'answer':
      return answerCommitHash(record, { taskId, round: number, miner: actor, contentHash, salt });
    case 'vote':
      return voteCommitHash(record, {
        ...{ taskId, tier: 0, round: number, juror: actor, rationaleHash: contentHash, salt },
        scores: scores ?? `0x${'00'.repeat(32)}`,
      });
    case 'ruling':
      return rulingCommitHash(record, {
        ...{ caseId: taskId, ...panelOfRound(number), expert: actor, rationaleHash: contentHash },
        ...{ salt, ...unpackRuling(scores ?? `0x${'00'.repeat(33)}`) },
      });
    // What is posted is the sealed bytes' own digest; the salt inside the key opens them.
    case 'statement':
      return contentHash;
    case 'hidden':
      return hiddenCommitHash(record, {
        publisher: actor,
        specHash: `0x${taskId.toString(16).padStart(64, '0')}`,
        ...{ contentHash, salt },
      });
  }
}

function assertOneCommitEach(promises: readonly SealedPromise[]): void {
  const seen = new Map<string, Hex>();
  for (const promise of promises) {
    const { chainId, contract, kind: of, taskId, round: number, actor, commit } = promise;
    const name = [chainId, contract, of, taskId, number, actor].join('|');
    const before = seen.get(name);
    if (before !== undefined && before !== commit) {
      throw new PoiwError('E_PROTECTION', `the file holds two commits of ${of} ${taskId}`, {
        details: { first: before, second: commit },
        hint: 'a key that promised two things can be slashed: find out where the second came from',
      });
    }
    seen.set(name, commit);
  }
}

function lower(text: string): Hex {
  return text.toLowerCase() as Hex;
}
