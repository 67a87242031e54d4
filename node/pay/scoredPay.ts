import { id } from 'ethers';
import { readMember } from '../../chain/actions/readMember.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Hex } from '../../core/contentId.ts';
import { payBooks, type PayEpoch } from '../../core/economy/payBooks.ts';
import { PoiwError } from '../../core/errors.ts';
import {
  PAY_EPOCH_SECONDS,
  payEpochAt,
  payEpochs,
  scoreEpochs,
  type ScoredEpoch,
} from '../../core/judging/payEpochs.ts';
import { payScale } from '../../core/judging/payScale.ts';
import type { LabelRecords } from '../../core/judging/scoreEpoch.ts';
import { readJudged, type JudgedHistory } from './readJudged.ts';

export interface ScoredPayOptions {
  readonly stream: Hex;
  /** From 1. */
  readonly epoch: number;
  /** Cost of judging an item, wei; undefined takes the slope the epoch was posted with. */
  readonly cost?: bigint;
  readonly fromBlock: number;
}

interface PostedEpoch {
  readonly scores: Hex;
  readonly slope: bigint;
}

/**
 * What an epoch's votes are paid by score, from the chain alone: anybody who asks gets the same.
 *
 * @throws PoiwError E_NOT_FOUND when the epoch is not over, has no scored vote or was not posted,
 * E_VERIFY_MISMATCH when the last final root is not what the votes make of it
 */
export async function scoredPay(chain: ChainClient, of: ScoredPayOptions): Promise<PayEpoch> {
  return (await scoredRecords(chain, of)).pay;
}

/**
 * The same, and what all epochs up to this one say of each judge.
 *
 * @throws PoiwError as {@link scoredPay}
 */
export async function scoredRecords(
  chain: ChainClient,
  { stream, epoch, cost, fromBlock }: ScoredPayOptions,
): Promise<{ readonly pay: PayEpoch; readonly judges: LabelRecords['judges'] }> {
  const history = await readJudged(chain, fromBlock);
  requireOver(history, epoch);
  const scored = scoreEpochs(history.tasks, { origin: history.origin, last: epoch });
  if (scored.every(({ scores }) => scores.length === 0)) {
    throw new PoiwError('E_NOT_FOUND', `no vote up to epoch ${epoch} has a score`, {
      hint: 'without lots there are no labels: seats keep their flat wage, and nothing is posted',
    });
  }
  const slopes = await slopesOf(chain, { stream, epoch, cost });
  const ownerOf = await owners(chain, scored);
  const books = payEpochs(scored, { stream, ownerOf, slopes });
  const own = books.at(-1);
  const records = scored.at(-1)?.records;
  if (own === undefined || records === undefined)
    throw new PoiwError('E_BUG', 'an epoch without books');
  await requireSame(chain, books.at(-2));
  return { pay: own, judges: records.judges };
}

/** A stream by its name, or as the 32 bytes it is. */
export function streamOf(name: string): Hex {
  return (/^0x[0-9a-f]{64}$/i.test(name) ? name.toLowerCase() : id(name)) as Hex;
}

/** Of every epoch up to one: as posted, and the last by the cost where one is given. */
async function slopesOf(
  chain: ChainClient,
  of: Pick<ScoredPayOptions, 'stream' | 'epoch'> & { readonly cost: bigint | undefined },
): Promise<bigint[]> {
  const { stream, epoch, cost } = of;
  const slopes: bigint[] = [];
  for (let at = 1; at <= epoch; at += 1) {
    if (at === epoch && cost !== undefined) {
      slopes.push(payScale(cost, 0n).slope);
      continue;
    }
    if (!(await isPosted(chain, { stream, epoch: at }))) {
      throw new PoiwError('E_NOT_FOUND', `epoch ${at} was not posted yet`, {
        hint: 'epochs are posted one after the other: poiw pay post --epoch',
      });
    }
    slopes.push((await postedEpoch(chain, stream, BigInt(at))).slope);
  }
  return slopes;
}

/** Whether scores of an epoch are on chain. */
export async function isPosted(
  chain: ChainClient,
  { stream, epoch }: { readonly stream: Hex; readonly epoch: number },
): Promise<boolean> {
  return BigInt((await postedEpoch(chain, stream, BigInt(epoch))).scores) !== 0n;
}

async function postedEpoch(chain: ChainClient, stream: Hex, epoch: bigint): Promise<PostedEpoch> {
  return (await chain.read({
    ...{ contract: 'RewardDistributor', method: 'epochOf', args: [stream, epoch] },
  })) as PostedEpoch;
}

/**
 * That the scores on chain are these: a root is wrong or right by what was posted.
 *
 * @throws PoiwError E_VERIFY_MISMATCH
 */
export async function requirePosted(chain: ChainClient, of: PayEpoch): Promise<void> {
  const { scores: posted } = await postedEpoch(chain, of.stream, of.epoch);
  const right = payBooks(of).data.scores;
  if (posted === right) return;
  throw new PoiwError('E_VERIFY_MISMATCH', `epoch ${of.epoch} was posted with other scores`, {
    hint: 'a root cannot be thrown out for that: whoever holds the role EPOCHS posted them',
    details: { posted, right },
  });
}

/** Entries start where the last final root left them: it has to be the one the votes make. */
async function requireSame(chain: ChainClient, before: PayEpoch | undefined): Promise<void> {
  if (before === undefined) return;
  const { stream, epoch } = before;
  const { root } = (await chain.read({
    ...{ contract: 'RewardDistributor', method: 'rootOf', args: [stream, epoch] },
  })) as { readonly root: Hex };
  if (root === payBooks(before).rootTree.root.hash) return;
  throw new PoiwError(
    'E_VERIFY_MISMATCH',
    `the root of epoch ${epoch} is not what its votes make`,
    {
      hint: 'hand in its entries as they were published: --scores with `before`',
    },
  );
}

async function owners(
  chain: ChainClient,
  scored: readonly ScoredEpoch[],
): Promise<(juror: number) => Hex> {
  const jurors = new Set(scored.flatMap(({ scores }) => scores.map(({ juror }) => juror)));
  const known = new Map<number, Hex>();
  for (const memberId of jurors) known.set(memberId, (await readMember(chain, { memberId })).owner);
  return (juror) => known.get(juror) ?? '0x';
}

function requireOver({ origin, now, unclosed }: JudgedHistory, epoch: number): void {
  const end = origin + epoch * PAY_EPOCH_SECONDS;
  if (now < end) {
    throw new PoiwError('E_NOT_FOUND', `epoch ${epoch} is not over before ${end} (unix seconds)`, {
      retryable: true,
    });
  }
  const late = unclosed.find(({ since }) => payEpochAt(since, origin) <= epoch);
  if (late === undefined) return;
  throw new PoiwError('E_NOT_FOUND', `case ${late.caseId} of the epoch waits to be closed`, {
    retryable: true,
    hint: 'anyone may: a running expert does, or `poiw dispute` with a key',
  });
}
