import { commitRuling } from '../../chain/actions/commitRuling.ts';
import { postWord } from '../../chain/actions/postWord.ts';
import { revealRulings } from '../../chain/actions/revealRulings.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { canonicalBytes, type Json } from '../../core/canonicalJson.ts';
import { deriveSalt, rulingCommitHash } from '../../core/commitment.ts';
import { digestOf, type Hex } from '../../core/contentId.ts';
import {
  packRuling,
  rulingRound,
  statementRound,
  unpackRuling,
  type CourtPanel,
} from '../../core/courtRound.ts';
import { PoiwError } from '../../core/errors.ts';
import {
  commitIntent,
  type Journal,
  type PromiseKey,
  type PromiseRecord,
} from '../../core/journal.ts';
import { seal } from '../../core/seal.ts';
import type { RulingRecord } from './records.ts';

/** What an expert promises with. */
export interface RulingComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly journal: Journal;
  readonly worker: Hex;
  readonly workerKey: Hex;
}

/** One hearing an expert sits in. */
export interface Seat extends CourtPanel {
  readonly caseId: bigint;
}

/** Key of an expert's final vote, or of the seal he posts as a step. */
export function rulingKey(
  { chain, worker }: Pick<RulingComponents, 'chain' | 'worker'>,
  seat: Seat,
  step?: number,
): PromiseKey {
  const { chainId, contract } = chain.domainOf('DisputeCourt');
  const of =
    step === undefined
      ? { kind: 'ruling' as const, round: rulingRound(seat) }
      : { kind: 'statement' as const, round: statementRound(seat, step) };
  return { chainId, contract, taskId: seat.caseId, actor: worker, ...of };
}

/** The salt of a promise before the court: derived, so that the key alone brings it back. */
export function rulingSalt(workerKey: Hex, key: PromiseKey): Hex {
  const { chainId, contract, kind, taskId, round } = key;
  return deriveSalt(workerKey, `${kind}|${chainId}|${contract.toLowerCase()}|${taskId}|${round}`);
}

/** Records a final vote before it is sent; its reasons are stored sealed until the reveal. */
export async function prepareRuling(
  { blobs, journal, workerKey, ...named }: RulingComponents,
  seat: Seat,
  record: RulingRecord,
): Promise<PromiseRecord> {
  const key = rulingKey(named, seat);
  const salt = rulingSalt(workerKey, key);
  const content = await blobs.put(seal(canonicalBytes(record), salt));
  const contentHash = digestOf(content);
  const { scores, guilt } = record;
  const commit = rulingCommitHash(key, {
    ...seat,
    ...{ expert: named.worker, scores, guilt, rationaleHash: contentHash, salt },
  });
  const packed = packRuling(scores, guilt);
  return journal.checkAndInsert({ ...key, commit, contentHash, salt, scores: packed });
}

/** Sends the recorded seal of a final vote. */
export async function sendRulingCommit(
  { chain }: Pick<RulingComponents, 'chain'>,
  promise: PromiseRecord,
): Promise<void> {
  const { taskId: caseId, commit } = promise;
  await commitRuling(chain, { caseId, commit, intent: commitIntent(promise) });
}

/** Opens the recorded final vote. */
export async function sendRulingReveal(
  { chain }: Pick<RulingComponents, 'chain'>,
  { taskId: caseId, scores: packed, contentHash: rationaleHash, salt }: PromiseRecord,
  expertId: number,
): Promise<void> {
  if (packed === undefined) throw new PoiwError('E_BUG', 'a ruling on record without its scores');
  const { scores, guilt } = unpackRuling(packed);
  const openings = [{ expertId, scores, guilt, rationaleHash, salt }];
  await revealRulings(chain, { caseId, openings });
}

/** Records and posts the seal of a first vote or statement; what is on record already is sent. */
export async function sealWord(
  { blobs, journal, workerKey, ...named }: RulingComponents,
  seat: Seat,
  { step, write }: { readonly step: number; readonly write: () => Promise<Json> },
): Promise<void> {
  const key = rulingKey(named, seat, step);
  let promise = journal.find(key);
  if (promise === undefined) {
    const salt = rulingSalt(workerKey, key);
    const contentHash = digestOf(await blobs.put(seal(canonicalBytes(await write()), salt)));
    promise = journal.checkAndInsert({ ...key, commit: contentHash, contentHash, salt });
  }
  const { caseId } = seat;
  const { contentHash: word } = promise;
  await postWord(named.chain, { caseId, step, word, intent: commitIntent(promise) });
}

/** Posts the salt of what was sealed one step before; the key alone brings it back. */
export async function openWord(
  { chain, worker, workerKey }: RulingComponents,
  seat: Seat,
  step: number,
): Promise<void> {
  const key = rulingKey({ chain, worker }, seat, step - 1);
  const word = rulingSalt(workerKey, key);
  const intent = commitIntent({ ...key, round: statementRound(seat, step) });
  await postWord(chain, { caseId: seat.caseId, step, word, intent });
}
