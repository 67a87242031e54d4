import type { Command } from 'commander';
import { TASK_KINDS, type TaskKind } from '../../core/taskKind.ts';
import {
  createCommand,
  keyOption,
  logFormatOption,
  networkOption,
  parseInteger,
  parseKinds,
  parseWei,
  passwordOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';

export function minerCommand(): Command {
  return createCommand('miner', 'solve tasks and earn')
    .addCommand(startCommand())
    .addCommand(practiceCommand());
}

interface StartOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly kinds: readonly TaskKind[];
  readonly priceFloor: bigint;
  readonly poll: number;
  readonly without: readonly string[];
  readonly logFormat: 'json' | 'pretty';
}

function startCommand(): Command {
  return createCommand('start', 'run the mining daemon until stopped (Ctrl-C)')
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .requiredOption('--data <folder>', 'folder of the journal; one per worker key')
    .option('--kinds <list>', 'kinds to work on', parseKinds, [...TASK_KINDS])
    .option('--price-floor <wei>', 'least reward worth working for', parseWei, 0n)
    .option('--poll <ms>', 'time between looks at the chain', parseInteger, 1000)
    .option('--without <template...>', 'baseline exploit templates to leave out', [])
    .addOption(logFormatOption())
    .action(async (options: StartOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { runMiner } = await import('../../node/runMiner.ts');
        await runMiner({ ...options, env: process.env, signal });
        return { data: { stopped: true }, text: '' };
      });
    });
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
