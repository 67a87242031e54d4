import { id, Wallet } from 'ethers';
import { commitRuling } from '../chain/actions/commitRuling.ts';
import { drawPanel } from '../chain/actions/drawPanel.ts';
import { readCase } from '../chain/actions/readCase.ts';
import { readPanel } from '../chain/actions/readPanel.ts';
import { readTask } from '../chain/actions/readTask.ts';
import { revealRulings } from '../chain/actions/revealRulings.ts';
import { settleTask } from '../chain/actions/settleTask.ts';
import { chainTime } from '../chain/actions/chainTime.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { TERMS, type LocalChain, type Party } from '../chain/test/localChain.ts';
import { verifiedTask } from '../chain/test/verifiedTask.ts';
import type { BlobStore } from '../core/blobStore.ts';
import { rulingCommitHash } from '../core/commitment.ts';
import type { ContentId, Hex } from '../core/contentId.ts';
import type { Journal } from '../core/journal.ts';
import { packLanes } from '../core/lanes.ts';
import { prepareVote, sendVoteCommit, sendVoteReveal } from '../validators/peer/vote.ts';
import { pokeCase } from '../tasks/pokeCase.ts';

const hash = (text: string): Hex => id(text) as Hex;

/** Everybody whom a judged task and its case need. */
export interface CourtRig {
  readonly chain: LocalChain;
  readonly blobs: BlobStore;
  readonly journalOf: (party: Party) => Journal;
  readonly miner: Party;
  readonly autos: readonly Party[];
  readonly jurors: readonly Party[];
  readonly experts: readonly Party[];
}

/** What is not usual about a task. */
export interface JudgedAs {
  readonly specHash?: Hex;
  /** Answer slot of each open item; one item of the first answer unless given. */
  readonly slots?: readonly number[];
  /** Done by others while answers are sealed, and again while they are opened. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Done by others when all votes are sealed and none is open. */
  readonly sealed?: () => Promise<unknown>;
}

/**
 * A settled task whose open items each juror scored, all with one score or one by one; the jurors’
 * reasons are stored.
 */
export async function judgedTask(
  rig: CourtRig,
  scores: readonly (number | readonly number[])[],
  { specHash = TERMS.specHash, slots = [0], meanwhile = async () => {}, sealed }: JudgedAs = {},
): Promise<bigint> {
  const { chain, miner, autos, jurors } = rig;
  const { root } = chain;
  const words = scores.map((one) => (typeof one === 'number' ? slots.map(() => one) : one));
  const terms = { specHash };
  const taskId = await verifiedTask(chain, { miner, autos, terms, slots, meanwhile });
  const { schedule } = await readTask(root, { taskId });
  await drawPanel(root, { taskId });
  const drawn = (await readPanel(root, { taskId }))?.ids ?? [];
  const seated = jurors.filter(({ memberId }) => drawn.includes(memberId));
  const votes = await Promise.all(
    seated.map(async (party, i) => {
      const parts = partsOf(rig, party);
      const judgements = slots.map((slot, lane) => ({
        ...{ slot, item: `F${lane + 1}`, score: words[i]?.[lane] ?? 0, reasons: ['as read'] },
      }));
      const report = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' as ContentId;
      const rationale = { schema: 'poiw.rationale/v1' as const, report, judgements };
      const promise = await prepareVote(parts, { taskId, round: 0 }, rationale);
      await sendVoteCommit(parts, promise);
      return { parts, promise, memberId: party.memberId };
    }),
  );
  await sealed?.();
  await chain.warpTo(schedule.voteCommitEnd + 1);
  for (const { parts, promise, memberId } of votes) await sendVoteReveal(parts, promise, memberId);
  const medians = slots.map((_, lane) => {
    const sorted = words.map((word) => word[lane] ?? 0).toSorted((a, b) => a - b);
    return sorted[1] ?? 0;
  });
  await settleTask(root, { taskId, medians: packLanes(medians) });
  return taskId;
}

/** Experts rule on a case, all the same, and it is closed. */
export async function ruleCase(rig: CourtRig, caseId: bigint, score: number): Promise<void> {
  await ruleTier(rig, caseId, { score });
  await passAppeals(rig, caseId);
}

/** Time to appeal passes: the case is closed, or goes to the next tier. */
export async function passAppeals({ chain }: CourtRig, caseId: bigint): Promise<void> {
  await chain.warpTo((await readCase(chain.root, { caseId })).appealEnd + 1);
  await poke(chain, caseId);
}

async function poke({ root }: LocalChain, caseId: bigint): Promise<void> {
  const { timestamp: now, blockNumber: block } = await chainTime(root);
  await pokeCase(root, await readCase(root, { caseId }), { now, block });
}

/** The experts of the present tier seal and open one vote, and it is counted. */
export async function ruleTier(
  { chain, experts }: CourtRig,
  caseId: bigint,
  { score, guilt = 0 }: { readonly score: number; readonly guilt?: number },
): Promise<void> {
  const { root } = chain;
  const { commitEnd, stage } = await readCase(root, { caseId });
  if (stage === 'drawing' && commitEnd > 0) await chain.warpTo(commitEnd + 1);
  while ((await readCase(root, { caseId })).stage === 'drawing') {
    await chain.rpc('anvil_mine', ['0x2']);
    await poke(chain, caseId);
  }
  const { hearing, tier, rolled, commitEnd: end } = await readCase(root, { caseId });
  const scores = packLanes([score]);
  const opened = { scores, guilt, rationaleHash: hash('why'), salt: hash('salt') };
  const seated = experts.filter(({ memberId }) => hearing.seats.includes(memberId));
  await Promise.all(
    seated.map(({ client, worker }) => {
      const sealed = { caseId, tier, rolled, expert: worker, ...opened };
      const commit = rulingCommitHash(root.domainOf('DisputeCourt'), sealed);
      return commitRuling(client, { caseId, commit });
    }),
  );
  await chain.warpTo(end + 1);
  const openings = seated.map(({ memberId }) => ({ expertId: memberId, ...opened }));
  await revealRulings(root, { caseId, openings });
  await poke(chain, caseId);
}

function partsOf({ blobs, journalOf }: CourtRig, party: Party) {
  const { client, worker } = party;
  const workerKey = keyOf(client);
  return { chain: client, blobs, journal: journalOf(party), worker, workerKey };
}

function keyOf({ wallet }: ChainClient): Hex {
  return (wallet instanceof Wallet ? wallet.privateKey : '0x') as Hex;
}
