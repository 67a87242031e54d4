import type { TaskResult } from '../node/bundle/taskResult.ts';
import { formatTable, formatTos } from '../node/formatText.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** What `poiw result fetch` says about one ended task. */
export function describeResult(result: TaskResult): CommandResult {
  return { data: result, text: resultText(result, new Map()) };
}

/** A task's outcome for people: who answered, what was proved and how, who voted, who was paid. */
export function resultText(result: TaskResult, names: ReadonlyMap<string, string>): string {
  const nameOf = (owner: string) => names.get(owner.toLowerCase()) ?? owner;
  const answers = result.answers.flatMap((answer) => {
    const lost = answer.bondLost === '0' ? '' : `, bond lost ${formatTos(answer.bondLost)}`;
    const status = answer.status === 'judged' ? '' : ` (${answer.status})`;
    const items = answer.items.map(
      ({ id, verdict, evidence, explanation, panelScore }) =>
        `      ${verdict.padEnd(9)} ${id} [${evidence}] ${printable(explanation)}${panelScore === null ? '' : `; jury ${panelScore}/255`}`,
    );
    const refused = answer.refused === null ? [] : [`      refused   ${printable(answer.refused)}`];
    const head = `    ${nameOf(answer.miner)}${status}: paid ${formatTos(answer.paid)}${lost}`;
    return [head, ...refused, ...items];
  });
  const votes = result.rounds.flatMap(({ lanes, votes: cast }) => [
    `    jury on ${lanes.length} items (median of 255): ${lanes.map(({ slot, item, median }) => `${nameOf(result.answers[slot]?.miner ?? '')}:${item} ${median}`).join(', ')}`,
    ...cast.map(({ juror, revealed, judgements }) => {
      const scores = judgements
        .map(
          ({ slot, item, score }) =>
            `${nameOf(result.answers[slot]?.miner ?? '')}:${item} ${score}`,
        )
        .join(', ');
      return `      ${nameOf(juror)}: ${revealed ? scores : 'did not reveal'}`;
    }),
  ]);
  const money = formatTable([
    ...result.paid.map(({ to, role, amount }) => ['     ', role, nameOf(to), formatTos(amount)]),
    ['     ', 'publisher', 'refunded', formatTos(result.refunded)],
    ['     ', '=', 'escrow', formatTos(result.escrow)],
  ]);
  return [
    `task ${result.id} (${result.kind}) ${result.state}: ${printable(result.title)}`,
    ...answers,
    ...votes,
    '    split',
    money,
    `    report ${result.report}`,
    ...(result.findings === null ? [] : [`    sarif  ${result.findings}`]),
    `    bundle ${result.bundle}`,
  ].join('\n');
}
