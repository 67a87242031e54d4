import { PoiwError } from '../core/errors.ts';
import type { Earnings } from '../node/miner/earnings.ts';
import type { PreflightLine } from '../node/miner/preflightLine.ts';
import { formatTable, formatTos } from '../node/formatText.ts';
import { describeBalance, describeSpent } from './describeBalance.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** One line a check, and under each that failed what mends it. */
export function describePreflight(lines: readonly PreflightLine[]): CommandResult {
  const text = lines.map(({ name, result, found, fix }) => {
    const head = `${result.padEnd(7)} ${name.padEnd(10)} ${printable(found)}`;
    return fix === undefined ? head : `${head}\n        fix: ${fix}`;
  });
  const failed = lines.filter(({ result }) => result === 'fail');
  const data = { ready: failed.length === 0, lines };
  if (failed.length === 0) return { data, text: [...text, 'ready to mine'].join('\n') };
  const names = failed.map(({ name }) => name).join(', ');
  const [first] = failed;
  const error = new PoiwError('E_CONFIG', `not ready: ${names}`, {
    ...(first?.fix === undefined ? {} : { hint: first.fix }),
  });
  return { data, text: text.join('\n'), error };
}

/** The ledger of earnings: by task, then what is owed and paid out. */
export function describeEarnings(data: Earnings): CommandResult {
  const rows = data.tasks.map(({ task, kind, state, paid, transaction, spent }) => [
    ...[`task ${task}`, kind, state, formatTos(paid)],
    ...(spent === null ? [] : [`spent ${describeSpent(spent)}`]),
    transaction ?? '',
  ]);
  const lines = [
    rows.length === 0 ? 'no answers so far' : formatTable(rows),
    `owed to ${data.owner}: ${formatTos(data.owed)} (poiw miner claim); paid out ${formatTos(data.claimed)}`,
    data.balance === null
      ? 'what it cost is in the ledger of its data folder: name one that has worked with --data or --config'
      : describeBalance(data.balance),
  ];
  return { data, text: lines.join('\n') };
}
