import { rateMember } from '../../chain/actions/rateMember.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { PoiwError } from '../../core/errors.ts';
import { memberRecord, type MemberRecord } from '../../core/judging/memberRecord.ts';
import { isPosted, requirePosted, scoredRecords, type ScoredPayOptions } from './scoredPay.ts';

/** A judge and his record, and whether it was written now. */
export interface RatedMember extends MemberRecord {
  readonly member: number;
  readonly role: string;
  readonly did: 'written' | 'unchanged' | 'banned';
}

/**
 * Writes what the labels of all epochs up to the latest one posted say of each judge: jurors by what
 * was read by lot or planted, experts by the final rulings on what was read by lot. The scores that
 * the same votes make have to be those on chain. What is written already is left alone, so that a run
 * that was cut short goes on where it was.
 *
 * @throws PoiwError E_USAGE when a later epoch was posted: records are those of the latest;
 * E_VERIFY_MISMATCH, E_NOT_FOUND as in `scoredPay`; E_CHAIN_REJECTED without the role RATER
 */
export async function rateEpoch(
  chain: ChainClient,
  of: Omit<ScoredPayOptions, 'cost'>,
): Promise<readonly RatedMember[]> {
  const { stream, epoch } = of;
  const { pay, judges } = await scoredRecords(chain, of);
  await requirePosted(chain, pay);
  if (await isPosted(chain, { stream, epoch: epoch + 1 })) {
    throw new PoiwError('E_USAGE', `epoch ${epoch + 1} is posted: records are those of the latest`);
  }
  const rated: RatedMember[] = [];
  for (const [member, counts] of [...judges].sort(([a], [b]) => a - b)) {
    rated.push(await write(chain, member, memberRecord(counts)));
  }
  return rated;
}

async function write(
  chain: ChainClient,
  memberId: number,
  record: MemberRecord,
): Promise<RatedMember> {
  const { role, banned, rate, done, checks } = await readMember(chain, { memberId });
  const of = { member: memberId, role, ...record };
  if (banned) return { ...of, did: 'banned' };
  if (rate === record.rate && done === record.labels) return { ...of, did: 'unchanged' };
  await rateMember(chain, { memberId, rate: record.rate, done: record.labels, checks });
  return { ...of, did: 'written' };
}
