import { Transaction } from 'ethers';
import { z } from 'zod';
import { loadInterfaces } from '../../chain/loadInterfaces.ts';
import type { PostedWord } from '../../chain/caseState.ts';
import type { Hex } from '../../core/contentId.ts';
import type { ChainRecord } from './chainRecord.ts';
import { address, bytes32, count, uint256 } from './eventWords.ts';

/** A final vote as it was opened. */
interface CourtVoteFacts {
  readonly expertId: number;
  readonly scores: Hex;
  readonly guilt: number;
  readonly rationaleHash: Hex;
  /** Absent where it was opened through another contract: the event does not repeat it. */
  readonly salt?: Hex;
}

/** One panel of a tier; times are those of the blocks. */
export interface CourtPanelFacts {
  readonly tier: number;
  readonly rolled: boolean;
  readonly seats: readonly number[];
  /** In the order they came. */
  readonly posts: readonly (PostedWord & { readonly at: number })[];
  readonly drawnAt: number;
  readonly commits: readonly {
    readonly expertId: number;
    readonly commit: Hex;
    readonly from: Hex;
  }[];
  readonly votes: readonly CourtVoteFacts[];
  /** Absent without a quorum. */
  readonly ruled?: { readonly ruling: Hex; readonly guilt: number };
}

/** Who disputed or appealed to a tier, who defended, and what they put up. */
interface CourtSideFacts {
  readonly tier: number;
  readonly appellant: Hex;
  readonly defender?: Hex;
}

/** A task's dispute, from its events alone. */
export interface CourtFacts {
  readonly caseId: bigint;
  readonly accused: number;
  readonly fault: number;
  readonly evidence: Hex;
  readonly panels: readonly CourtPanelFacts[];
  readonly sides: readonly CourtSideFacts[];
  /** Absent while the case is open. */
  readonly executed?: { readonly ruling: Hex; readonly convicted: boolean };
  /** What the court paid when it closed the case, wei. */
  readonly credits: readonly {
    readonly to: Hex;
    readonly role: number;
    readonly amount: bigint;
  }[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface PanelDraft extends Omit<Writable<CourtPanelFacts>, 'posts' | 'commits' | 'votes'> {
  posts: CourtPanelFacts['posts'][number][];
  commits: CourtPanelFacts['commits'][number][];
  votes: CourtVoteFacts[];
}

interface Draft extends Omit<Writable<CourtFacts>, 'panels' | 'sides'> {
  panels: PanelDraft[];
  sides: Writable<CourtSideFacts>[];
}

type Entry = ChainRecord['history'][number];
type Event = Entry['events'][number];

const HANDLERS: Readonly<Record<string, (draft: Draft, event: Event, entry: Entry) => void>> = {
  ExpertsDrawn(draft, { args }, { timestamp }) {
    const { tier, ids } = z.object({ tier: count, ids: z.array(count) }).parse(args);
    const rolled = draft.panels.some((panel) => panel.tier === tier);
    const nothing = { posts: [], commits: [], votes: [] };
    draft.panels.push({ tier, rolled, seats: ids, drawnAt: timestamp, ...nothing });
  },
  ExpertPosted(draft, { args }, { timestamp }) {
    const word = z.object({ expertId: count, step: count, word: bytes32 }).parse(args);
    draft.panels.at(-1)?.posts.push({ ...word, at: timestamp });
  },
  ExpertCommitted(draft, { args }, { from }) {
    const sealed = z.object({ expertId: count, commit: bytes32 }).parse(args);
    draft.panels.at(-1)?.commits.push({ ...sealed, from });
  },
  ExpertRevealed(draft, { args }, entry) {
    const vote = z
      .object({ expertId: count, scores: bytes32, guilt: count, rationaleHash: bytes32 })
      .parse(args);
    const salt = saltsOf(entry).get(vote.expertId);
    draft.panels.at(-1)?.votes.push({ ...vote, ...(salt === undefined ? {} : { salt }) });
  },
  Ruled(draft, { args }) {
    const ruled = z.object({ ruling: bytes32, guilt: count }).parse(args);
    const panel = draft.panels.at(-1);
    if (panel !== undefined) panel.ruled = ruled;
  },
  Appealed(draft, { args }) {
    const { tier, by } = z.object({ tier: count, by: address }).parse(args);
    draft.sides.push({ tier, appellant: by });
  },
  Defended(draft, { args }) {
    const { tier, by } = z.object({ tier: count, by: address }).parse(args);
    const side = draft.sides.find((one) => one.tier === tier);
    if (side !== undefined) side.defender = by;
  },
  Executed(draft, { args }, entry) {
    draft.executed = z.object({ ruling: bytes32, convicted: z.boolean() }).parse(args);
    const credited = z.object({ to: address, role: count, amount: uint256 });
    draft.credits = entry.events
      .filter(({ name }) => name === 'Credited')
      .map((event) => credited.parse(event.args));
  },
};

/** The dispute in a chain record; undefined when nobody opened one. @throws ZodError */
export function courtFacts({ history }: Pick<ChainRecord, 'history'>): CourtFacts | undefined {
  let draft: Draft | undefined;
  for (const entry of history) {
    for (const event of entry.events) {
      if (event.contract !== 'DisputeCourt' && event.name !== 'Disputed') continue;
      if (event.name === 'Disputed') draft = opened(event);
      else if (draft !== undefined) HANDLERS[event.name]?.(draft, event, entry);
    }
  }
  return draft;
}

function opened({ args }: Event): Draft {
  const { caseId, by, ...rest } = z
    .object({ caseId: uint256, by: address, accused: count, fault: count, evidence: bytes32 })
    .parse(args);
  return { caseId, ...rest, panels: [], sides: [{ tier: 1, appellant: by }], credits: [] };
}

/** Salts in the call that opened votes. */
function saltsOf({ rawTransaction }: Entry): Map<number, Hex> {
  const call = loadInterfaces().DisputeCourt.parseTransaction(Transaction.from(rawTransaction));
  if (call?.name !== 'revealVotes') return new Map();
  const openings = call.args['openings'] as readonly { expertId: bigint; salt: Hex }[];
  return new Map(openings.map(({ expertId, salt }) => [Number(expertId), salt]));
}
