import { writeFile } from 'node:fs/promises';
import { formatTos } from '../formatText.ts';
import type { AnswerResult, ItemResult } from './describeAnswers.ts';
import type { HearingResult, RoundResult } from './roundResult.ts';
import type { TaskResult } from './taskResult.ts';
import { acceptedFindings, findingOf } from './toSarif.ts';

/** Writes the report of a task as Markdown: what was found, what proves it, who was paid. */
export async function writeReport(
  result: TaskResult,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const nameOf = (owner: string) => names.get(owner.toLowerCase()) ?? `\`${owner}\``;
  const sections = [
    `# ${escape(result.title)}`,
    `Task ${result.id}, kind ${result.kind}, ${result.state}. Publisher \`${result.publisher}\`, reward ${formatTos(result.escrow)}.`,
    ...findingSections(result),
    '## Answers',
    ...result.answers.map((answer) => answerSection(answer, nameOf)),
    ...result.rounds.map((round) => roundSection(round, nameOf)),
    '## Money',
    moneyTable(result, nameOf),
    '## Check it yourself',
    'The folder `bundle` beside this file holds everything: the task, the answers, the receipts, the votes and the signed transactions. This recomputes all of it without the chain:',
    '```\npoiw result verify bundle --offline\n```',
  ];
  await writeFile(result.report, `${sections.join('\n\n')}\n`);
}

/** What the publisher came for: each thing found once, proved ones first, in the finder's words. */
function findingSections(result: TaskResult): string[] {
  if (result.kind !== 'audit') return [];
  return ['## Findings', ...acceptedFindings(result).map(findingSection)];
}

function findingSection(item: ItemResult): string {
  const { title, severity, locations, rootCause, impact } = findingOf(item);
  const where = locations.map(
    ({ file, startLine, endLine }) => `\`${file}:${startLine}-${endLine}\``,
  );
  const how =
    item.verdict === 'valid'
      ? `Proved: ${escape(item.explanation)}.`
      : `Judged by the jury: ${item.panelScore ?? 0} of 255.`;
  return [
    `### ${escape(title)} (${escape(severity)})`,
    `${how} At ${where.join(', ')}. Receipt \`${item.receipt}\`.`,
    `Root cause: ${escape(rootCause)}`,
    `Impact: ${escape(impact)}`,
  ].join('\n\n');
}

function answerSection(answer: AnswerResult, nameOf: (owner: string) => string): string {
  const head = `### ${nameOf(answer.miner)}: ${formatTos(answer.paid)}`;
  const lost = answer.bondLost === '0' ? '' : ` Bond lost: ${formatTos(answer.bondLost)}.`;
  const rows = answer.items.map(
    ({ id, verdict, evidence, explanation, receipt, panelScore }) =>
      `| ${escape(id)} | ${verdict}${panelScore === null ? '' : `, jury ${panelScore}/255`} | ${evidence} | ${escape(explanation)} | \`${receipt}\` |`,
  );
  const table =
    rows.length === 0
      ? ''
      : `\n\n| item | verdict | evidence | why | receipt |\n|---|---|---|---|---|\n${rows.join('\n')}`;
  return `${head}\n\n${STATUS[answer.status]}${answer.refused === null ? '' : ` ${escape(answer.refused)}`}${lost}${table}`;
}

const STATUS: Readonly<Record<AnswerResult['status'], string>> = {
  judged: 'Revealed and checked.',
  refused: 'Refused:',
  'not-revealed': 'Committed and never revealed.',
  'not-judged': 'Revealed; no verdict was reached.',
};

function roundSection(round: RoundResult, nameOf: (owner: string) => string): string {
  const lanes = round.lanes.map(
    ({ slot, item, median }) => `| ${slot} | ${escape(item)} | ${median} |`,
  );
  const votes = round.votes.map((vote) => {
    const scores = vote.judgements
      .map(({ slot, item, score }) => `${slot}:${escape(item)} ${score}`)
      .join(', ');
    return `- ${nameOf(vote.juror)}: ${vote.revealed ? scores : 'did not reveal'}`;
  });
  const heading = round.hearing === undefined ? 'Jury' : `Experts, ${round.tier} tier`;
  const hearing = round.hearing === undefined ? '' : `\n\n${hearingSection(round.hearing)}`;
  return `## ${heading}\n\n| slot | item | median of 255 |\n|---|---|---|\n${lanes.join('\n')}\n\n${votes.join('\n')}${hearing}`;
}

function hearingSection({ debate, ruling, paid, slashed, accused }: HearingResult): string {
  const points = (debate?.points ?? []).map(
    ({ slot, item, side, round, evidence, text }) =>
      `| ${slot}:${escape(item)} | ${round} | ${side} | ${evidence} | ${escape(text)} |`,
  );
  const debated =
    debate === null
      ? 'First votes agreed: nothing was debated.'
      : `Debated in ${debate.rounds} rounds.\n\n| item | round | side | evidence | point |\n|---|---|---|---|---|\n${points.join('\n')}`;
  const ruled =
    ruling === null
      ? 'No quorum.'
      : `Ruling: ${escape(ruling.reason)}, guilt ${ruling.guilt} of 255.`;
  const money = [
    ...paid.map(({ to, role, amount }) => `- ${role} ${to}: ${formatTos(amount)}`),
    ...slashed.map(
      ({ member, amount }) =>
        `- member ${member}${member === accused?.member ? ', accused' : ''}: ${formatTos(amount)} of the stake taken`,
    ),
  ];
  return `${debated}\n\n${ruled}\n\nApart from the escrow, by the court:\n\n${money.join('\n')}`;
}

function moneyTable(result: TaskResult, nameOf: (owner: string) => string): string {
  const rows = [
    ...result.paid.map(({ to, role, amount }) => [role, nameOf(to), amount]),
    ['publisher', 'refunded', result.refunded],
    ['nobody', 'burned', result.burned],
    ['', 'escrow, the sum of these', result.escrow],
  ];
  const lines = rows.map(
    ([role = '', to = '', amount = '0']) =>
      `| ${role} | ${to} | ${amount} | ${formatTos(amount)} |`,
  );
  const bonds = `Apart from the escrow: publisher stake returned ${formatTos(result.bonds.publisherStakeReturned)}, bonds forfeited and burned ${formatTos(result.bonds.forfeited)}.`;
  return `| role | to | wei | |\n|---|---|---|---|\n${lines.join('\n')}\n\n${bonds}`;
}

/** Text of miners and tasks may hold Markdown or HTML; none of it is rendered. */
function escape(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
