import type { Command } from 'commander';
import { createCommand } from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { controlCommands } from './miner/control.ts';
import { operatingCommands } from './miner/operate.ts';
import { startCommand } from './miner/start.ts';

export function minerCommand(): Command {
  const miner = createCommand('miner', 'solve tasks and earn');
  const commands = [startCommand(), ...controlCommands(), ...operatingCommands()];
  for (const command of [...commands, practiceCommand()]) {
    miner.addCommand(command);
  }
  return miner;
}

interface PracticeOptions {
  readonly out?: string;
  readonly without: readonly string[];
}

function practiceCommand(): Command {
  return createCommand('practice', 'solve a local task folder and score the answer, with no chain')
    .argument('<folder>', 'task folder')
    .option('--out <file>', 'write the answer here')
    .option('--without <template...>', 'baseline exploit templates to leave out', [])
    .addHelpText(
      'after',
      '\nExample:\n  poiw miner practice tasks/samples/audit-harbor --out answer.json',
    )
    .action(async (folder: string, options: PracticeOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { practice } = await import('../../node/practice.ts');
        const { describeCheck } = await import('../describeCheck.ts');
        const outcome = await practice(folder, { ...options, signal, progress });
        const { data, text } = describeCheck(outcome.check);
        return {
          data: { ...data, answer: outcome.answer, answerFile: options.out ?? null },
          text: options.out === undefined ? text : `${text}\nanswer written to ${options.out}`,
        };
      });
    });
}
