import type { DemoResult } from '../node/demo/runDemo.ts';
import { resultText } from './describeResult.ts';
import type { CommandResult } from './runCommand.ts';

/** The demo's story in the end: each task, then where everything is. */
export function describeDemo(result: DemoResult): CommandResult {
  const names = new Map(result.processes.map(({ owner, name }) => [owner.toLowerCase(), name]));
  const tasks = result.tasks.map((task) => resultText(task, names));
  const first = result.tasks[0];
  const text = [
    ...tasks,
    result.model === null
      ? 'No model is configured: the miners used the baseline solver, which works with tools alone.'
      : `mona worked with ${result.model}, over the baseline; what the model did is in logs/mona.log.`,
    `everything is in ${result.home}: results/, logs/, blobs/`,
    ...(first === undefined ? [] : [`check it: poiw result verify ${first.bundle} --offline`]),
  ].join('\n\n');
  return { data: result, text };
}
