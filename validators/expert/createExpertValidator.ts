import type { ChainTime } from '../../chain/actions/chainTime.ts';
import type { CaseState } from '../../chain/caseState.ts';
import { SEAT_BOND } from '../../core/courtRound.ts';
import type { Service } from '../../core/service.ts';
import { createMemberWatch, type Earning } from '../../tasks/createMemberWatch.ts';
import { createSeatBoard, type SeatsStatus } from '../../tasks/createSeatBoard.ts';
import type { PokedAudit } from '../../tasks/pokeAudit.ts';
import { pokeCase } from '../../tasks/pokeCase.ts';
import { watchAudits } from '../../tasks/watchAudits.ts';
import { watchCases } from '../../tasks/watchCases.ts';
import type { CheckPool } from '../auto/pool.ts';
import { createDeliberation, type DeliberationComponents } from './createDeliberation.ts';

export interface ExpertComponents extends DeliberationComponents {
  readonly pool: CheckPool;
}

/** Whether an expert earns and, if not, why; what it waits for, since when, until when. */
interface ExpertStatus extends SeatsStatus<PanelName> {
  readonly role: 'expert';
  readonly worker: string;
  readonly member: number;
  readonly earning: Earning;
}

interface PanelName {
  readonly case: string;
  readonly task: string;
  readonly tier: number;
}

export interface ExpertValidator extends Service {
  status(): ExpertStatus;
}

/**
 * The expert validator: watches the court, and where he is drawn seals a first vote, debates what the
 * panel differs on, seals a final vote with its reasons and opens it. Each promise is in the journal
 * before it is sent, and what is to be done next follows from the chain alone.
 */
export function createExpertValidator(
  components: ExpertComponents,
  { pollMs, fromBlock }: { readonly pollMs: number; readonly fromBlock: number },
): ExpertValidator {
  const { chain, log, worker } = components;
  const board = createSeatBoard<PanelName>(log, (named) => `case ${named.case}`);
  const deliberation = createDeliberation(components);

  async function onCase(dispute: CaseState, at: ChainTime, signal: AbortSignal): Promise<void> {
    const memberId = watch.memberId();
    const { tier, commitEnd: commitBy, revealEnd: revealBy } = dispute;
    const facts = { case: dispute.id.toString(), task: dispute.task.toString() };
    const now = at.timestamp;
    const poked = await pokeCase(chain, dispute, { now, block: at.blockNumber });
    if (poked !== undefined) log(poked, { ...facts, tier });
    const seated = dispute.stage === 'voting' && dispute.hearing.seats.includes(memberId);
    if (!seated) board.drop({ ...facts, tier });
    if (!seated || poked !== undefined) return;
    board.note({ ...facts, tier }, dueOf(dispute, now), { now, commitBy, revealBy });
    if (now <= commitBy) await deliberation.deliberate(dispute, { now, memberId, signal });
    else if (now <= revealBy) await deliberation.reveal(dispute, memberId);
  }

  function tellAudit(taskId: bigint, poked: PokedAudit): void {
    if (poked === 'audit-armed' || poked === 'audit-drawn') log(poked, { task: `${taskId}` });
  }

  const watch = createMemberWatch(components, 'expert', ({ signal, log: watchLog }) => {
    const each = (dispute: CaseState, at: ChainTime) => onCase(dispute, at, signal);
    return Promise.all([
      watchCases(chain, each, { signal, pollMs, log: watchLog }),
      // Whom the lot calls is paid for reading: experts see to it that it is drawn.
      watchAudits(chain, tellAudit, { signal, pollMs, log, fromBlock }),
    ]);
  });

  return {
    start: () => watch.start(),
    stop: () => watch.stop(),
    status() {
      const { seats, exposure, ...due } = board.status();
      const busy = seats.length > 0 ? `it has a seat on ${seats.length} panels` : undefined;
      return {
        ...{ role: 'expert', worker, member: watch.memberId(), seats, exposure },
        earning: watch.earning(busy, 'no dispute has drawn it'),
        ...due,
      };
    },
  };
}

/** What a seat waits for, until when, and what it costs not to be there. */
function dueOf({ commitEnd, revealEnd }: CaseState, now: number) {
  return now <= commitEnd
    ? { waitingFor: 'its final vote to be committed', until: commitEnd, worstLoss: SEAT_BOND }
    : { waitingFor: 'its final vote to be revealed', until: revealEnd, worstLoss: SEAT_BOND };
}
