import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readDeliberation } from '../../chain/actions/readDeliberation.ts';
import type { ChainTime } from '../../chain/actions/chainTime.ts';
import type { CaseState } from '../../chain/caseState.ts';
import { contentIdFromDigest } from '../../core/contentId.ts';
import { COURT_COMMIT_SECONDS, SEAT_BOND } from '../../core/courtRound.ts';
import { PENALTIES } from '../../core/economy/penalties.ts';
import { asPoiwError } from '../../core/errors.ts';
import type { Log, Service } from '../../core/service.ts';
import type { PokedAudit } from '../../tasks/pokeAudit.ts';
import { pokeCase } from '../../tasks/pokeCase.ts';
import { requireMember } from '../../tasks/requireMember.ts';
import { watchAudits } from '../../tasks/watchAudits.ts';
import { watchCases } from '../../tasks/watchCases.ts';
import type { CheckPool } from '../auto/pool.ts';
import { decideRuling } from './decideRuling.ts';
import type { ExpertMind } from './expertMind.ts';
import type { Replay } from './expertModel.ts';
import type { GatheredCase } from './gatherCase.ts';
import { followHearing, type Hearing, type HearingInput } from './hearing.ts';
import { sealStep } from './postedWords.ts';
import {
  openWord,
  prepareRuling,
  rulingKey,
  sealWord,
  sendRulingCommit,
  sendRulingReveal,
  type RulingComponents,
} from './rulingPromise.ts';
import { writeWord } from './writeWord.ts';

export interface ExpertComponents extends RulingComponents {
  readonly pool: CheckPool;
  readonly log: Log;
  /** All a panel has in front of it. */
  readonly gather: (dispute: CaseState, signal: AbortSignal) => Promise<GatheredCase>;
  /** How the expert makes up his mind about a case. */
  readonly mindOf: (at: { readonly replay: Replay; readonly context: string }) => ExpertMind;
}

/** A seat on a panel of experts that has not ruled. */
interface ExpertSeat {
  readonly case: string;
  readonly task: string;
  readonly tier: number;
  readonly waitingFor: string;
  /** Chain time, unix seconds. */
  readonly since: number;
  readonly until: number;
  /** wei that are lost when the vote is not opened. */
  readonly worstLoss: bigint;
}

/** Whether an expert earns and, if not, why; what it waits for, since when, until when. */
interface ExpertStatus {
  readonly role: 'expert';
  readonly worker: string;
  readonly member: number;
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly waitingFor: string;
  readonly since: number | null;
  readonly until: number | null;
  readonly seats: readonly ExpertSeat[];
  /** wei that open seats can cost at worst. */
  readonly exposure: bigint;
}

export interface ExpertValidator extends Service {
  status(): ExpertStatus;
}

/** Fault number of a lost dispute: what was claimed is not so. */
const DISPUTE_LOST = Object.keys(PENALTIES).indexOf('dispute lost');
/** An expert who cannot see the case leaves what was decided as it is. */
const NOTHING_TO_SEE: Pick<GatheredCase, 'items' | 'replay'> = {
  items: [],
  replay: () => Promise.resolve(null),
};

/** Chain time from which only the final vote is left to do. */
function commitEndsSoon({ commitEnd }: CaseState): number {
  return commitEnd - COURT_COMMIT_SECONDS / STEPS;
}

/** A tenth of the commit window for each step: the last two are for the final vote. */
const STEPS = 10;

/**
 * The expert validator: watches the court, and where he is drawn seals a first vote, debates what the
 * panel differs on, seals a final vote with its reasons and opens it. Each promise is in the journal
 * before it is sent, and what is to be done next follows from the chain alone.
 */
export function createExpertValidator(
  components: ExpertComponents,
  options: { readonly pollMs: number; readonly fromBlock: number },
): ExpertValidator {
  const controller = new AbortController();
  const { signal } = controller;
  const { chain, blobs, journal, log, worker, pool } = components;
  let watching = Promise.resolve();
  let memberId = 0;
  let rpcLost = false;
  const seats = new Map<string, ExpertSeat>();
  const gathered = new Map<string, Promise<GatheredCase>>();
  const committed = new Set<string>();

  const watchLog: Log = (event, facts) => {
    if (event === 'rpc-lost' || event === 'rpc-back') rpcLost = event === 'rpc-lost';
    log(event, facts);
  };

  async function onCase(dispute: CaseState, { timestamp: now, blockNumber }: ChainTime) {
    const facts = { case: dispute.id.toString(), task: dispute.task.toString() };
    const poked = await pokeCase(chain, dispute, { now, block: blockNumber });
    if (poked !== undefined) log(poked, { ...facts, tier: dispute.tier });
    const seated = dispute.stage === 'voting' && dispute.hearing.seats.includes(memberId);
    if (!seated) seats.delete(facts.case);
    if (!seated || poked !== undefined) return;
    noteSeat(dispute, now);
    if (now <= dispute.commitEnd) await deliberate(dispute, now);
    else if (now <= dispute.revealEnd) await reveal(dispute);
  }

  function tellAudit(taskId: bigint, poked: PokedAudit): void {
    if (poked === 'audit-armed' || poked === 'audit-drawn') log(poked, { task: `${taskId}` });
  }

  /** Said before anything is promised: what the seat can cost at worst, and until when. */
  function noteSeat({ id, task, tier, commitEnd, revealEnd }: CaseState, now: number): void {
    const before = seats.get(id.toString());
    const [waitingFor, until] =
      now <= commitEnd
        ? ['its final vote to be committed', commitEnd]
        : ['its final vote to be revealed', revealEnd];
    if (before?.waitingFor === waitingFor && before.until === until) return;
    const named = { case: id.toString(), task: task.toString(), tier };
    seats.set(named.case, { ...named, waitingFor, since: now, until, worstLoss: SEAT_BOND });
    if (before !== undefined) return;
    log('seat', { ...named, worstLoss: SEAT_BOND, commitBy: commitEnd, revealBy: revealEnd });
  }

  async function deliberate(dispute: CaseState, now: number): Promise<void> {
    const { id: caseId, tier, rolled } = dispute;
    const seat = { caseId, tier, rolled };
    const key = `${caseId}|${tier}|${rolled}`;
    if (committed.has(key)) return;
    const facts = { case: caseId.toString(), task: dispute.task.toString() };
    const recorded = journal.find(rulingKey(components, seat));
    if (recorded !== undefined) {
      await commitOnce(key, recorded, facts);
      return;
    }
    const isLate = now > commitEndsSoon(dispute);
    const of = await gather(dispute).catch((thrown: unknown) => {
      // What nobody serves cannot be judged; silence would cost the seat's bond all the same.
      if (!isLate) throw thrown;
      return NOTHING_TO_SEE;
    });
    const mind = components.mindOf({ replay: of.replay, context: `${key}|${worker}` });
    const turn = await followHearing(await hearingInput(dispute, of, now), memberId);
    if (turn.turn === 'wait') return;
    if (turn.turn === 'open') {
      await openWord(components, seat, sealStep(turn.round) + 1);
      log(turn.round === 0 ? 'first-vote-opened' : 'statement-opened', {
        ...facts,
        round: turn.round,
      });
      return;
    }
    if (turn.turn === 'seal') {
      if (turn.round === 0) log('judging', { ...facts, tier });
      const step = sealStep(turn.round);
      await sealWord(components, seat, {
        step,
        write: () =>
          writeWord({ ...seat, expertId: memberId }, { items: of.items, mind, turn, signal }),
      });
      log(turn.round === 0 ? 'first-vote-sealed' : 'statement-sealed', {
        ...facts,
        round: turn.round,
      });
      return;
    }
    tellHearing(turn.so, facts);
    const accusedSlot = await slotOfAccused(dispute);
    const decided = await decideRuling({
      ...{ ...seat, expertId: memberId, mind, items: of.items, hearing: turn.so, signal },
      ...{ standing: dispute.ruling, accusedSlot },
    });
    const promise = await prepareRuling(components, seat, decided);
    await commitOnce(key, promise, { ...facts, reason: decided.reason });
  }

  async function commitOnce(
    key: string,
    promise: Parameters<typeof sendRulingCommit>[1],
    facts: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await sendRulingCommit(components, promise).catch((thrown: unknown) => {
      // Sent by this key before the transaction journal was lost: the commit on chain is ours.
      if (asPoiwError(thrown).details['name'] !== 'AlreadyCommitted') throw thrown;
    });
    committed.add(key);
    log('ruling-committed', { ...facts, commit: promise.commit });
  }

  function tellHearing(
    { sides, rounds, stop, points }: Hearing,
    facts: Readonly<Record<string, unknown>>,
  ): void {
    if (sides.length === 0) return;
    const all = [...points.values()].flat();
    const count = (evidence: string) => all.filter((one) => one.evidence === evidence).length;
    log('debated', {
      ...{ ...facts, items: sides.length, rounds, stop },
      ...{ quoted: count('quoted'), executed: count('executed'), struck: count('none') },
    });
  }

  async function hearingInput(
    dispute: CaseState,
    { items, replay }: Pick<GatheredCase, 'items' | 'replay'>,
    now: number,
  ): Promise<HearingInput> {
    const { id: caseId, tier, rolled, hearing, commitEnd } = dispute;
    const { posts } = await readDeliberation(chain, { caseId, tier, rolled });
    const start = commitEnd - COURT_COMMIT_SECONDS;
    return {
      ...{ caseId, tier, rolled, seats: hearing.seats, posts, items, replay },
      fetch: (contentHash) => blobs.get(contentIdFromDigest(contentHash)).catch(() => undefined),
      isOver: (step) => now > start + ((step + 1) * COURT_COMMIT_SECONDS) / STEPS,
    };
  }

  function gather(dispute: CaseState): Promise<GatheredCase> {
    const key = `${dispute.id}|${dispute.tier}`;
    const found = gathered.get(key) ?? components.gather(dispute, signal);
    gathered.set(key, found);
    // A blob that is missing now may come.
    found.catch(() => gathered.delete(key));
    return found;
  }

  /** Only claiming what is not so can be seen from scores; other faults need a person's evidence. */
  async function slotOfAccused({ accused, fault, task }: CaseState): Promise<number | undefined> {
    if (accused === 0 || fault !== DISPUTE_LOST) return undefined;
    const answers = await readAnswers(chain, { taskId: task });
    return answers.find(({ minerId }) => minerId === accused)?.slot;
  }

  async function reveal(dispute: CaseState): Promise<void> {
    const { id: caseId, tier, rolled, hearing, task } = dispute;
    const record = journal.find(rulingKey(components, { caseId, tier, rolled }));
    const seat = hearing.seats.indexOf(memberId);
    if (record === undefined || ((hearing.revealed >> seat) & 1) === 1) return;
    await sendRulingReveal(components, record, memberId);
    log('ruling-revealed', { case: caseId.toString(), task: task.toString() });
  }

  return {
    async start() {
      memberId = (await requireMember(chain, worker, 'expert')).id;
      log('started', { role: 'expert', worker, member: memberId });
      const { pollMs, fromBlock } = options;
      const cases = watchCases(chain, onCase, { signal, pollMs, log: watchLog });
      // Whom the lot calls is paid for reading: experts see to it that it is drawn.
      const audits = watchAudits(chain, tellAudit, { signal, pollMs, log, fromBlock });
      watching = Promise.all([cases, audits]).then(() => undefined);
    },
    status() {
      const open = [...seats.values()].sort((a, b) => a.until - b.until);
      const [next] = open;
      const because = rpcLost
        ? 'the chain does not answer'
        : open.length > 0
          ? `it has a seat on ${open.length} panels`
          : 'no dispute has drawn it';
      return {
        ...{ role: 'expert', worker, member: memberId, seats: open },
        exposure: open.reduce((sum, { worstLoss }) => sum + worstLoss, 0n),
        earning: { yes: !rpcLost && open.length > 0, because },
        waitingFor: next === undefined ? 'a seat' : `case ${next.case}: ${next.waitingFor}`,
        since: next?.since ?? null,
        until: next?.until ?? null,
      };
    },
    async stop() {
      controller.abort();
      await watching.catch((thrown: unknown) =>
        log('stopped', { message: asPoiwError(thrown).message }),
      );
      await pool.stop();
    },
  };
}
