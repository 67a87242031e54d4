import type { Seat } from '../judgeFinding.ts';
import { appealOf, goesOn, opensAppeal } from '../rule.ts';
import { READING, WAGE, type Baseline, type BaselineRun, type Settled } from './play.ts';

/** Deposit of a Kleros seat lost when incoherent: the break-even of a lazy juror at 5 %, in costs. */
const KLEROS_DEPOSIT = 7.5;
/** 0.1 % of a stake a thousand times the cost of a vote: UMA's fixed slash. */
const UMA_SLASH = 1;

/** Simple majority of one sealed panel; whoever disagrees pays a deposit to those who agree. */
function majority(name: string, panel: PanelSize, deposit: number): Baseline {
  return {
    name,
    settle(run) {
      const seats = run.draw(panel(run));
      const verdict = isMajority(seats);
      return { verdict, seats: payCoherent(seats, verdict, deposit), cost: seats.length };
    },
  };
}

export const klerosMajority = (panel: PanelSize) =>
  majority('majority, Kleros pay', panel, KLEROS_DEPOSIT);
export const uma = (panel: PanelSize) => majority('UMA fixed slash', panel, UMA_SLASH);

/** Kleros: n jurors, then 2n + 1, then 4n + 3; all are paid for agreeing with the last. */
export function klerosAppeals(first: number): Baseline {
  return {
    name: 'Kleros, juror appeals',
    settle(run, finding) {
      let round = run.draw(first);
      let verdict = isMajority(round);
      const seats = [...round];
      let appealed = opensAppeal(run, finding, verdict);
      for (let appeal = 1; appeal <= 2 && appealed; appeal += 1) {
        round = run.draw(2 * round.length + 1);
        seats.push(...round);
        verdict = isMajority(round);
        appealed = goesOn(run, finding, verdict);
      }
      return { verdict, seats: payCoherent(seats, verdict, KLEROS_DEPOSIT), cost: seats.length };
    },
  };
}

/** The same with experts for appeals: three, seven, fifteen. */
export function klerosExperts(first: number): Baseline {
  return {
    name: 'Kleros, expert appeals',
    settle(run, finding) {
      const seats = run.draw(first);
      const opinion = isMajority(seats);
      const lie = run.strategy.expertsLie === true ? finding.wanted : null;
      const bench = { random: run.random, lie, value: 0n };
      const appeal = appealOf(run, finding, { verdict: opinion, bench });
      const verdict = appeal?.label ?? opinion;
      const cost = seats.length + READING * (appeal?.readings ?? 0);
      return { verdict, seats: payCoherent(seats, verdict, KLEROS_DEPOSIT), cost };
    },
  };
}

/** Jurors on the one panel of a finding; a mix of two odd sizes meets any budget exactly. */
export type PanelSize = (run: BaselineRun) => number;

export function panelOf(budget: number): PanelSize {
  const low = Math.max(1, 2 * Math.floor((budget - 1) / 2) + 1);
  return ({ random }) => (random() < (budget - low) / 2 ? low + 2 : low);
}

export function isMajority(seats: readonly Seat[]): boolean {
  return seats.filter(({ vote }) => vote).length * 2 > seats.length;
}

/** All wages and lost deposits of a finding go to its coherent seats. */
function payCoherent(seats: readonly Seat[], verdict: boolean, deposit: number): Settled['seats'] {
  const right = seats.filter(({ vote }) => vote === verdict).length;
  const pot = WAGE * seats.length + deposit * (seats.length - right);
  return seats.map((seat) => ({ seat, pay: seat.vote === verdict ? pot / right : -deposit }));
}
