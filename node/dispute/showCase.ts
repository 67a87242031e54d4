import { chainTime } from '../../chain/actions/chainTime.ts';
import { readCase } from '../../chain/actions/readCase.ts';
import { readDeliberation } from '../../chain/actions/readDeliberation.ts';
import type { CaseState } from '../../chain/caseState.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { EXPERT_TIERS } from '../../core/judging/expertTier.ts';
import { unpackLanes } from '../../core/lanes.ts';
import { FAULT_NAMES } from './openCase.ts';

export interface CaseView {
  readonly case: string;
  readonly task: string;
  readonly stage: CaseState['stage'];
  readonly tier: string;
  /** Called by lot, not by anybody's dispute. */
  readonly audit: boolean;
  readonly waitingFor: string;
  /** Chain time, unix seconds; null when nothing is due by time. */
  readonly until: number | null;
  readonly accused: { readonly member: number; readonly fault: string } | null;
  /** 0..255, proven from 128. */
  readonly guilt: number;
  /** Items by lane, with the score that stands. */
  readonly scores: readonly { readonly lane: number; readonly score: number }[];
  readonly seats: readonly {
    readonly expert: number;
    readonly words: number;
    readonly committed: boolean;
    readonly revealed: boolean;
  }[];
  /** What the next appeal and its defence cost; null after the last tier. All wei. */
  readonly bonds: { readonly appeal: bigint; readonly defend: bigint } | null;
  readonly appeal: CaseState['appeal'] | null;
}

const LAST_TIER = 4;

/** Everything about a dispute, for people and programs. @throws PoiwError E_NOT_FOUND */
export async function showCase(chain: ChainClient, caseId: bigint): Promise<CaseView> {
  const dispute = await readCase(chain, { caseId });
  const { tier, rolled, hearing, stage, accused, fault } = dispute;
  const now = (await chainTime(chain)).timestamp;
  const { posts, commits } = await readDeliberation(chain, { caseId, tier, rolled });
  const used = unpackLanes(dispute.used);
  const ruling = unpackLanes(dispute.ruling);
  const [waitingFor, until] = waitOf(dispute, now);
  return {
    ...{ case: caseId.toString(), task: dispute.task.toString(), stage, waitingFor, until },
    tier: EXPERT_TIERS[tier - 1] ?? String(tier),
    audit: tier === 1 && BigInt(hearing.appellant) === 0n,
    accused: accused === 0 ? null : { member: accused, fault: FAULT_NAMES[fault] ?? '' },
    guilt: dispute.guilt,
    scores: used.flatMap((one, lane) => (one === 0 ? [] : [{ lane, score: ruling[lane] ?? 0 }])),
    seats: hearing.seats.map((expert, seat) => ({
      expert,
      words: posts.filter(({ expertId }) => expertId === expert).length,
      committed: commits.has(expert),
      revealed: ((hearing.revealed >> seat) & 1) === 1,
    })),
    bonds: stage === 'closed' || tier >= LAST_TIER ? null : await bondsOf(chain, tier + 1),
    appeal: dispute.appeal ?? null,
  };
}

async function bondsOf(chain: ChainClient, tier: number) {
  const cost = (await chain.read({
    ...{ contract: 'DisputeCourt', method: 'costOf', args: [tier] },
  })) as bigint;
  return { appeal: 2n * cost, defend: cost };
}

function waitOf(dispute: CaseState, now: number): [waitingFor: string, until: number | null] {
  const { stage, commitEnd, revealEnd, appealEnd, appeal } = dispute;
  switch (stage) {
    case 'drawing':
      if (now <= commitEnd) return ['a dispute that takes its place, or none', commitEnd];
      return ['the panel to be drawn from the next block', null];
    case 'voting':
      return now <= commitEnd
        ? ['the panel to deliberate and seal its votes', commitEnd]
        : ['the votes to be opened', revealEnd];
    case 'appealable':
      return [appeal === undefined ? 'an appeal, or the end of its time' : 'a defence', appealEnd];
    case 'closed':
      return ['nothing: the case is closed', null];
  }
}
