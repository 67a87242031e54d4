import type { Hex } from '../core/contentId.ts';
import { unpackLanes } from '../core/lanes.ts';
import { saysOf } from '../core/saysOf.ts';
import type { Duty, JurorDuties } from '../node/validator/jurorDuties.ts';
import type { UnstakeOutcome } from '../node/validator/unstake.ts';
import type { ExpertDuties } from '../node/validator/expertDuties.ts';
import type { LabelledVote } from '../node/validator/voteLabels.ts';
import { formatScore, formatTable, formatTos } from '../node/formatText.ts';
import { describeTiers } from './describeTiers.ts';
import type { CommandResult } from './runCommand.ts';

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** What each stage asks of the juror, and until when. */
function nextOf(duty: Duty): string {
  switch (duty.stage) {
    case 'commit':
      return `commit by ${timeOf(duty.commitBy)}`;
    case 'committed':
      return `reveal from ${timeOf(duty.revealFrom)} to ${timeOf(duty.revealBy)}: be online then`;
    case 'reveal':
      return `reveal by ${timeOf(duty.revealBy)}`;
    case 'revealed':
      return 'done';
    case 'missed':
      return 'missed';
  }
}

/** The duty calendar, next deadline first, with what is at risk. */
export function describeDuties(all: JurorDuties): CommandResult {
  const open = all.duties.filter((duty) => duty.open);
  const rows = open.map((duty) => [
    ...[`task ${duty.task}`, duty.stage, nextOf(duty)],
    ...[`pays ${formatTos(duty.pay)}`, `at risk ${formatTos(duty.worstLoss)}`],
  ]);
  const { member, now, exposure } = all;
  const missed = all.duties.filter(({ stage }) => stage === 'missed').length;
  const lines = [
    open.length === 0 ? 'no open duties' : formatTable(rows),
    `exposure at risk ${formatTos(exposure)} of ${formatTos(member.staked)} staked; ${missed} of ${all.duties.length} duties missed`,
  ];
  const data = { member, now, duties: open.map(plain), exposure, drawn: all.duties.length, missed };
  return { data, text: lines.join('\n') };
}

/** Every vote so far. */
export function describeVotes(
  { member, now, duties }: JurorDuties,
  labels: ReadonlyMap<string, readonly LabelledVote[]>,
): CommandResult {
  const rows = duties.map((duty) => [
    `task ${duty.task}`,
    duty.stage,
    tellScores(duty.vote.scores),
    tellLabels(labels.get(duty.task)),
  ]);
  const text = rows.length === 0 ? 'never drawn so far' : formatTable(rows);
  const votes = duties.map((duty) => ({ ...plain(duty), labels: labels.get(duty.task) ?? [] }));
  return { data: { member, now, votes }, text };
}

/** A word of scores as people read it: 0 abstains. */
function tellScores(scores: Hex | undefined): string {
  if (scores === undefined) return 'sealed';
  const given = unpackLanes(scores).filter((score) => score !== 0);
  const count = (says: boolean) => given.filter((score) => saysOf(score) === says).length;
  const [valid, invalid] = [count(true), count(false)];
  return `${valid} valid, ${invalid} invalid, ${given.length - valid - invalid} undecided`;
}

/** How many of a task's votes were read by lot, how many of these were right, and their score. */
function tellLabels(votes: readonly LabelledVote[] | undefined): string {
  if (votes === undefined) return 'no label';
  const read = votes.filter(({ label }) => label !== null);
  const right = read.filter(({ label, vote }) => label === vote).length;
  const score = votes.reduce((sum, one) => sum + one.score, 0);
  return `${right} of ${read.length} read right, score ${formatScore(score)}`;
}

/** An expert's seats: those that are open, or every vote so far. */
export function describeExpertDuties(
  { member, tiers, now, duties, exposure }: ExpertDuties,
  what: 'duties' | 'votes',
): CommandResult {
  const shown = what === 'duties' ? duties.filter(({ open }) => open) : duties;
  const rows = shown.map((duty) => [
    ...[`case ${duty.case}`, `task ${duty.task}`, duty.tier, duty.stage],
    ...[`commit by ${timeOf(duty.commitBy)}, reveal by ${timeOf(duty.revealBy)}`],
    ...[`pays ${formatTos(duty.pay)}`, `at risk ${formatTos(duty.worstLoss)}`],
  ]);
  const lines = [
    shown.length === 0 ? `no ${what}` : formatTable(rows),
    `exposure at risk ${formatTos(exposure)} of ${formatTos(member.staked)} staked`,
    ...(what === 'duties' ? [describeTiers(tiers, true)] : []),
  ];
  const data = { member, tiers, now, [what]: shown, exposure };
  return { data, text: lines.join('\n') };
}

function plain({ vote, ...duty }: Duty) {
  return { ...duty, weight: vote.weight, scores: vote.scores ?? null };
}

export function describeUnstake({ member, did, amount, readyAt }: UnstakeOutcome): CommandResult {
  const text = {
    requested: `${formatTos(amount)} are on their way out; run this again from ${timeOf(readyAt)} to be paid`,
    waiting: `${formatTos(amount)} are cooling down: run this again from ${timeOf(readyAt)}`,
    withdrawn: `paid ${formatTos(amount)} to the owner`,
  }[did];
  const warnings =
    member.locked === 0n
      ? []
      : [
          `${formatTos(member.locked)} stay locked until open duties are done: keep the daemon running`,
        ];
  return { data: { member, did, amount, readyAt }, text, warnings };
}
