import { formatTable, formatTos } from '../node/formatText.ts';
import type { Explanation } from '../node/miner/explainTask.ts';
import { describeBalance, describeSpent, type WireBalance } from './describeBalance.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** What comes back from a daemon's control channel: amounts are decimal strings. */
interface ControlStatus {
  readonly running: boolean;
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly mode?: string;
  readonly waitingFor?: string;
  readonly since?: number | null;
  readonly until?: number | null;
  readonly freeStake?: string;
  readonly exposure?: string;
  readonly pool?: { readonly open: number };
  readonly balance?: WireBalance;
  readonly work?: readonly {
    readonly task: string;
    readonly kind: string;
    readonly stage: string;
    readonly waitingFor: string;
    readonly until: number;
  }[];
}

/** One line that answers "am I earning", then what it waits for. */
export function describeMinerStatus(data: unknown): CommandResult {
  const status = data as ControlStatus;
  const { earning, work = [], since = null, until = null } = status;
  const head = `earning: ${earning.yes ? 'yes' : 'no'}, because ${printable(earning.because)}`;
  if (!status.running) return { data, text: head };
  const times = [
    ...(since === null ? [] : [`since ${timeOf(since)}`]),
    ...(until === null ? [] : [`until ${timeOf(until)}`]),
  ].join(', ');
  const rows = work.map(({ task, kind, stage, waitingFor, until: end }) => [
    `  task ${task}`,
    kind,
    stage,
    `waits for ${waitingFor}`,
    `until ${timeOf(end)}`,
  ]);
  const lines = [
    head,
    `waits for ${printable(status.waitingFor ?? '')}${times === '' ? '' : ` (${times})`}`,
    ...(status.pool === undefined
      ? []
      : [
          `${status.mode ?? ''}; ${status.pool.open} tasks take answers; free stake ${formatTos(status.freeStake ?? '0')}`,
        ]),
    ...(status.balance === undefined ? [] : [describeBalance(status.balance)]),
    ...(status.exposure === undefined ? [] : [`exposure at risk ${formatTos(status.exposure)}`]),
    ...(rows.length === 0 ? [] : [formatTable(rows)]),
  ];
  return { data, text: lines.join('\n') };
}

/** What a daemon said to pause, resume, drain or stop. */
export function describeOrder(name: string, data: unknown): CommandResult {
  const { openPromises = [] } = data as {
    openPromises?: readonly { task: string; until: number }[];
  };
  const warnings = openPromises.map(
    ({ task, until }) =>
      `task ${task} holds a promise: start again before ${timeOf(until)} and stay until it is revealed, or the bond is lost`,
  );
  const said = {
    pause: 'paused: takes nothing new',
    resume: 'takes work again',
    drain: 'drains: ends by itself once every promise is kept',
    stop: 'stops',
  }[name];
  return { data, text: said ?? name, warnings };
}

export function describeClaim(data: unknown): CommandResult {
  const { owner, claimed, transaction } = data as {
    owner: string;
    claimed: string;
    transaction: string | null;
  };
  const text =
    transaction === null
      ? `nothing is owed to ${owner}`
      : `paid ${formatTos(claimed)} to ${owner}\ntransaction ${transaction}`;
  return { data, text };
}

/** Every condition that was looked at, what was tried, what it brought. */
export function describeExplanation(data: Explanation): CommandResult {
  const { decision, attempts, outcome, spent } = data;
  const criteria = decision.criteria.map(({ name, ok, detail }) => [
    ok ? '  ok' : '  NO',
    name,
    printable(detail),
  ]);
  const lines = [
    `task ${data.task} was ${decision.take ? 'taken' : 'left'} at ${timeOf(decision.at)}: ${printable(decision.why)}`,
    formatTable(criteria),
    ...attempts.map(
      ({ number, result = 'under way', seconds }) =>
        `attempt ${number}: ${result}${seconds === undefined ? '' : ` after ${seconds.toFixed(1)} s`}`,
    ),
    ...(outcome === null
      ? []
      : [
          `${outcome.state}: paid ${formatTos(outcome.paid.toString())}, bond lost ${formatTos(outcome.bondLost.toString())}`,
        ]),
    ...(spent.gasWei + spent.microUsd === 0n ? [] : [`spent ${describeSpent(spent)}`]),
  ];
  return { data, text: lines.join('\n') };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
