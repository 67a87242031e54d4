import { chainTime } from '../../chain/actions/chainTime.ts';
import { readCase } from '../../chain/actions/readCase.ts';
import { readDeliberation } from '../../chain/actions/readDeliberation.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Member } from '../../chain/member.ts';
import { courtFee } from '../../core/courtMoney.ts';
import { SEAT_BOND } from '../../core/courtRound.ts';
import { EXPERT_TIERS } from '../../core/judging/expertTier.ts';
import { tierTable, type TierTerms } from '../../core/judging/tierTable.ts';
import { exposureOf, seatsDrawn } from './seatsDrawn.ts';

/** One seat of an expert. Times are unix seconds, money wei. */
interface ExpertDuty {
  readonly case: string;
  readonly task: string;
  readonly tier: string;
  readonly stage: 'deliberating' | 'committed' | 'reveal' | 'revealed' | 'missed';
  readonly commitBy: number;
  readonly revealBy: number;
  /** Lost when the vote is not opened. */
  readonly worstLoss: bigint;
  /** Paid when the final ruling bears the vote out, beside a share of the task's experts' part. */
  readonly pay: bigint;
  readonly open: boolean;
  /** The packed word; null until it is open. */
  readonly scores: string | null;
}

export interface ExpertDuties {
  readonly member: Member;
  /** What each tier asks for, and whether it is open to the member. */
  readonly tiers: readonly TierTerms[];
  readonly now: number;
  /** Newest first; of a case the tier it is in. */
  readonly duties: readonly ExpertDuty[];
  /** wei that open seats can still cost at worst. */
  readonly exposure: bigint;
}

/** Every dispute whose present panel seats an expert, from the chain alone. */
export async function expertDuties(
  chain: ChainClient,
  { member, fromBlock }: { readonly member: Member; readonly fromBlock: number },
): Promise<ExpertDuties> {
  const now = (await chainTime(chain)).timestamp;
  const cases = await seatsDrawn(chain, [{ contract: 'DisputeCourt', event: 'ExpertsDrawn' }], {
    ...{ memberId: member.id, of: 'caseId', fromBlock },
  });
  const duties: ExpertDuty[] = [];
  for (const caseId of cases) {
    const duty = await dutyOf(chain, { caseId, memberId: member.id, now });
    if (duty !== undefined) duties.push(duty);
  }
  const { staked, unstaking, rate, done: labels } = member;
  const tiers = tierTable({ stake: staked - unstaking, rate, labels });
  return { member, tiers, now, duties, exposure: exposureOf(duties) };
}

async function dutyOf(
  chain: ChainClient,
  { caseId, memberId, now }: { caseId: bigint; memberId: number; now: number },
): Promise<ExpertDuty | undefined> {
  const dispute = await readCase(chain, { caseId });
  const { tier, rolled, hearing, stage, commitEnd, revealEnd } = dispute;
  const seat = hearing.seats.indexOf(memberId);
  if (seat < 0) return undefined;
  const { commits, votes } = await readDeliberation(chain, { caseId, tier, rolled });
  const isOpen = ((hearing.revealed >> seat) & 1) === 1;
  const committed = commits.has(memberId);
  const voting = stage === 'voting';
  return {
    ...{ case: caseId.toString(), task: dispute.task.toString() },
    tier: EXPERT_TIERS[tier - 1] ?? String(tier),
    stage: isOpen
      ? 'revealed'
      : voting && now <= commitEnd
        ? committed
          ? 'committed'
          : 'deliberating'
        : voting && now <= revealEnd && committed
          ? 'reveal'
          : 'missed',
    ...{ commitBy: commitEnd, revealBy: revealEnd, worstLoss: SEAT_BOND, pay: courtFee(tier) },
    open: voting,
    scores: isOpen ? (votes.get(memberId)?.scores ?? null) : null,
  };
}
