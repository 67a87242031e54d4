import type { ActorEvent } from '../devnet/spawnActor.ts';

/** A live line of the demo for an event of a daemon; undefined when it is not worth one. */
export function storyLine(
  actor: string,
  { event, task, ...facts }: ActorEvent,
): string | undefined {
  const text = tell(actor, event, facts);
  if (text === undefined) return undefined;
  return typeof task === 'string' ? `task ${task}    ${text}` : `network   ${text}`;
}

function tell(actor: string, event: string, facts: Readonly<Record<string, unknown>>) {
  const shown = (name: string) => {
    const value = facts[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
  };
  switch (event) {
    case 'solving':
      return `${actor} starts on "${shown('title')}"`;
    case 'progress':
      return `${actor}: ${shown('line')}`;
    case 'model':
      return `${actor} works with ${shown('model')}: ${shown('detail')}`;
    case 'model-unavailable':
      return `${actor}: the model is away (${shown('code')}), the baseline works on`;
    case 'sealed':
      return `${actor} sealed an answer and wrote it in the journal`;
    case 'committed':
      return `${actor} committed (bond locked)`;
    case 'revealed':
      return `${actor} revealed`;
    case 'receipt':
      return `${actor} verified every answer: receipt ${shown('root').slice(0, 18)}…, ${shown('open')} items left to the jury`;
    case 'panel-drawn':
      return `${actor} had the jury drawn by lot`;
    case 'panel-rolled':
      return `${actor} found the jury undecided: more jurors are to be drawn`;
    case 'judging':
      return `${actor} judges`;
    case 'vote-committed':
      return `${actor} committed a sealed vote`;
    case 'vote-revealed':
      return `${actor} opened the vote`;
    case 'audit-armed':
      return `${actor} chose the block whose hash says what experts read`;
    case 'audit-drawn':
      return `${actor} had it drawn by lot which items experts read`;
    case 'experts-drawn':
      return `${actor} had three experts drawn by lot`;
    case 'first-vote-sealed':
      return `${actor} sealed a first vote, reading nobody`;
    case 'first-vote-opened':
      return `${actor} opened the first vote`;
    case 'statement-sealed':
      return `${actor} sealed a statement for round ${shown('round')} of the debate`;
    case 'statement-opened':
      return `${actor} opened it`;
    case 'debated':
      return `${actor} read the debate: ${shown('quoted')} quotes found in the code, ${shown('executed')} artefacts ran, ${shown('struck')} points struck`;
    case 'ruling-committed':
      return `${actor} sealed the final vote: ${shown('reason')}`;
    case 'ruling-revealed':
      return `${actor} opened the final vote`;
    case 'ruled':
      return `${actor} counted the votes: the tier has ruled`;
    case 'case-proceeded':
      return `${actor} closed the case: bonds, fees and penalties are paid`;
    case 'settled':
      return `${actor} settled it`;
    case 'refunded':
      return `${actor} had it refunded`;
    case 'solve-failed':
    case 'verify-failed':
    case 'task-failed':
    case 'failed':
      return `${actor} ${event}: ${shown('code')} ${shown('message')}`;
    default:
      return undefined;
  }
}
