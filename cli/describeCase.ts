import type { DrawnAudit } from '../node/dispute/callAudit.ts';
import type { CaseView } from '../node/dispute/showCase.ts';
import { formatTable, formatTos } from '../node/formatText.ts';

/** What the lot drew, for people. */
export function describeAudit({ task, items, case: caseId }: DrawnAudit): string {
  const lines = items.map(
    ({ lane, probability, drawn }) =>
      `item in lane ${lane}: ${drawn ? 'drawn' : 'not drawn'}, probability ${probability / 10_000} %`,
  );
  const read = caseId === null ? 'experts read nothing of it' : `experts read in case ${caseId}`;
  return [`task ${task}: ${read}`, ...lines].join('\n');
}

/** A case for people. */
export function describeCase(view: CaseView): string {
  const { accused, bonds, seats, scores, until } = view;
  const rows: [string, string][] = [
    ['case', `${view.case} about task ${view.task}`],
    ['stage', `${view.stage}, ${view.tier} tier${view.audit ? ', called by lot' : ''}`],
    ['waits for', until === null ? view.waitingFor : `${view.waitingFor}, until ${until}`],
  ];
  if (accused !== null) {
    rows.push([
      'accused',
      `member ${accused.member}: ${accused.fault}, guilt ${view.guilt} of 255`,
    ]);
  }
  rows.push(['stands', scores.map(({ lane, score }) => `${lane}: ${score}`).join(', ')]);
  for (const { expert, words, committed, revealed } of seats) {
    const done = revealed ? 'vote open' : committed ? 'vote sealed' : `${words} words posted`;
    rows.push([`expert ${expert}`, done]);
  }
  if (bonds !== null) {
    const { appeal, defend } = bonds;
    rows.push([
      'an appeal',
      `costs a bond of ${formatTos(appeal)}, its defence ${formatTos(defend)}`,
    ]);
  }
  return formatTable(rows);
}
