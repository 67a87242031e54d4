import type { Log } from '../core/service.ts';

/** What a seat waits for. Times are unix seconds of the chain, money wei. */
interface SeatDue {
  readonly waitingFor: string;
  readonly until: number;
  /** Lost when the vote is not opened. */
  readonly worstLoss: bigint;
}

/** A seat on a panel that is not done; `Named` says which. */
type OpenSeat<Named> = Named & SeatDue & { readonly since: number };

/** What a judge's seats come to: what is due next, and what they can cost. */
export interface SeatsStatus<Named> {
  readonly waitingFor: string;
  readonly since: number | null;
  readonly until: number | null;
  /** The one that is due first comes first. */
  readonly seats: readonly OpenSeat<Named>[];
  /** wei that open seats can cost at worst. */
  readonly exposure: bigint;
}

export interface SeatBoard<Named> {
  /** Said before anything is promised: what a seat can cost at worst, and until when. */
  note(named: Named, due: SeatDue, by: SeatTimes & { readonly now: number }): void;
  drop(named: Named): void;
  status(): SeatsStatus<Named>;
}

interface SeatTimes {
  readonly commitBy: number;
  readonly revealBy: number;
}

/** The open seats of one judge, told once each. @param nameOf tells seats apart */
export function createSeatBoard<Named extends object>(
  log: Log,
  nameOf: (named: Named) => string,
): SeatBoard<Named> {
  const seats = new Map<string, OpenSeat<Named>>();
  return {
    note(named, due, { now, commitBy, revealBy }) {
      const name = nameOf(named);
      const before = seats.get(name);
      if (before?.waitingFor === due.waitingFor && before.until === due.until) return;
      seats.set(name, { ...named, ...due, since: now });
      if (before !== undefined) return;
      log('seat', { ...named, worstLoss: due.worstLoss, commitBy, revealBy });
    },
    drop(named) {
      seats.delete(nameOf(named));
    },
    status() {
      const open = [...seats.values()].sort((a, b) => a.until - b.until);
      const [next] = open;
      return {
        seats: open,
        exposure: open.reduce((sum, { worstLoss }) => sum + worstLoss, 0n),
        waitingFor: next === undefined ? 'a seat' : `${nameOf(next)}: ${next.waitingFor}`,
        since: next?.since ?? null,
        until: next?.until ?? null,
      };
    },
  };
}
