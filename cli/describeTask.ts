import type { TaskChange } from '../node/changeTask.ts';
import type { TaskSummary } from '../node/viewTask.ts';
import type { CommandResult } from './runCommand.ts';
import { formatTable, formatTos } from '../node/formatText.ts';

/** One task: where it stands and what it waits for. */
export function describeTask(task: TaskSummary): CommandResult {
  const { answers, votes } = task;
  const until = task.until === null ? '' : `, until ${new Date(task.until * 1000).toISOString()}`;
  const rows = [
    ['task', `${task.id} (${task.kind})`],
    ['content', task.task],
    ['state', task.phase === null ? task.state : `${task.state}: ${task.phase}`],
    ['waiting for', `${task.waitingFor}${until}`],
    ['reward', formatTos(task.reward)],
    ['publisher', task.publisher],
    ['answers', `${answers.committed} committed, ${answers.revealed} revealed`],
    ['votes', `${votes.seats} seats, ${votes.committed} committed, ${votes.revealed} revealed`],
  ];
  return { data: task, text: formatTable(rows) };
}

/** What a publisher changed about a task. */
export function describeChange(change: TaskChange): CommandResult {
  const { changed, paid, returned, task } = change;
  const rows = [
    ['changed', changed ? 'yes' : 'no: it was so already'],
    ...(paid > 0n ? [['paid', formatTos(paid)]] : []),
    ...(returned > 0n ? [['returned', formatTos(returned)]] : []),
  ];
  return { data: change, text: `${formatTable(rows)}\n${describeTask(task).text}` };
}

/** Several tasks, a line each. */
export function describeTaskList(tasks: readonly TaskSummary[]): CommandResult {
  const rows = tasks.map((task) => [
    task.id,
    task.kind,
    task.phase ?? task.state,
    formatTos(task.reward),
    `${task.answers.revealed}/${task.answers.committed} answers`,
    task.phase === null ? '' : `waits for ${task.waitingFor}`,
  ]);
  const text = tasks.length === 0 ? 'no tasks yet' : formatTable(rows);
  return { data: { tasks }, text };
}
