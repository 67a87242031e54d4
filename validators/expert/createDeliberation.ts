import type { CaseState } from '../../chain/caseState.ts';
import { COURT_COMMIT_SECONDS } from '../../core/courtRound.ts';
import { asPoiwError } from '../../core/errors.ts';
import type { PromiseRecord } from '../../core/journal.ts';
import type { Log } from '../../core/service.ts';
import type { ExpertMind } from './expertMind.ts';
import type { Replay } from './expertModel.ts';
import type { GatheredCase } from './gatherCase.ts';
import { followHearing } from './hearing.ts';
import { COURT_STEPS, readHearing } from './readHearing.ts';
import {
  rulingKey,
  sendRulingCommit,
  sendRulingReveal,
  type RulingComponents,
} from './rulingPromise.ts';
import { sayTurn, writeRuling, type TurnContext } from './takeTurn.ts';

export interface DeliberationComponents extends RulingComponents {
  readonly log: Log;
  /** All a panel has in front of it. */
  readonly gather: (dispute: CaseState, signal: AbortSignal) => Promise<GatheredCase>;
  /** How the expert makes up his mind about a case. */
  readonly mindOf: (at: { readonly replay: Replay; readonly context: string }) => ExpertMind;
}

/** An expert's part in the cases he is seated in: each call does the one thing that is to be done next. */
export interface Deliberation {
  /** Before the end of the panel's time to commit. @param at chain time, unix seconds */
  deliberate(dispute: CaseState, at: DeliberationTime): Promise<void>;
  /** After it. */
  reveal(dispute: CaseState, memberId: number): Promise<void>;
}

interface DeliberationTime {
  readonly now: number;
  readonly memberId: number;
  readonly signal: AbortSignal;
}

/** An expert who cannot see the case leaves what was decided as it is. */
const NOTHING_TO_SEE: Pick<GatheredCase, 'items' | 'replay'> = {
  items: [],
  replay: () => Promise.resolve(null),
};

/** What it keeps spares reading again; all of it comes back from journal, chain and blobs. */
export function createDeliberation(components: DeliberationComponents): Deliberation {
  const { chain, blobs, journal, log, worker } = components;
  const gathered = new Map<string, Promise<GatheredCase>>();
  const committed = new Set<string>();

  async function deliberate(dispute: CaseState, at: DeliberationTime): Promise<void> {
    const { id: caseId, tier, rolled, task } = dispute;
    const seat = { caseId, tier, rolled };
    const key = `${caseId}|${tier}|${rolled}`;
    if (committed.has(key)) return;
    const facts = { case: caseId.toString(), task: task.toString() };
    const recorded = journal.find(rulingKey(components, seat));
    if (recorded !== undefined) return commitOnce(key, recorded, facts);
    const { items, replay } = await gather(dispute, at);
    const seen = await readHearing({ chain, blobs }, dispute, { items, replay, now: at.now });
    const turn = await followHearing(seen, at.memberId);
    if (turn.turn === 'wait') return undefined;
    const mind = components.mindOf({ replay, context: `${key}|${worker}` });
    const context: TurnContext = { components, dispute, facts, items, mind, ...at };
    if (turn.turn !== 'vote') return sayTurn(context, turn);
    const { promise, reason } = await writeRuling(context, turn.so);
    return commitOnce(key, promise, { ...facts, reason });
  }

  async function gather(
    dispute: CaseState,
    { now, signal }: DeliberationTime,
  ): Promise<Pick<GatheredCase, 'items' | 'replay'>> {
    const key = `${dispute.id}|${dispute.tier}`;
    const found = gathered.get(key) ?? components.gather(dispute, signal);
    gathered.set(key, found);
    try {
      return await found;
    } catch (thrown) {
      // A blob that is missing now may come.
      gathered.delete(key);
      // What nobody serves cannot be judged; silence would cost the seat's bond all the same.
      if (now > commitEndsSoon(dispute)) return NOTHING_TO_SEE;
      throw thrown;
    }
  }

  async function commitOnce(
    key: string,
    promise: PromiseRecord,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await sendRulingCommit(components, promise).catch((thrown: unknown) => {
      // Sent by this key before the transaction journal was lost: the commit on chain is ours.
      if (asPoiwError(thrown).details['name'] !== 'AlreadyCommitted') throw thrown;
    });
    committed.add(key);
    log('ruling-committed', { ...facts, commit: promise.commit });
  }

  return {
    deliberate,
    async reveal({ id: caseId, tier, rolled, hearing, task }, memberId) {
      const record = journal.find(rulingKey(components, { caseId, tier, rolled }));
      const seat = hearing.seats.indexOf(memberId);
      if (record === undefined || ((hearing.revealed >> seat) & 1) === 1) return;
      await sendRulingReveal(components, record, memberId);
      log('ruling-revealed', { case: caseId.toString(), task: task.toString() });
    },
  };
}

/** Chain time from which only the final vote is left to do. */
function commitEndsSoon({ commitEnd }: CaseState): number {
  return commitEnd - COURT_COMMIT_SECONDS / COURT_STEPS;
}
