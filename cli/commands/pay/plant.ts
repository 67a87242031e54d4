import { InvalidArgumentError, Option, type Command } from 'commander';
import { PoiwError } from '../../../core/errors.ts';
import { formatTable } from '../../../node/formatText.ts';
import type { RunPlantOptions } from '../../../node/pay/runPlant.ts';
import { createCommand, keyOption, networkOption, passwordOption } from '../../options.ts';
import { runCommand } from '../../runCommand.ts';

const PLANT_HELP = `
One pass does what is due and nothing twice: run it every few minutes. It posts the word that
commits to the seed, answers a part of the open audit tasks with findings that are false for
certain, reveals them, and opens the seed when every planted task is over. --key holds the role
EPOCHS and posts the words; --planter is the worker key of a miner like any other, not linked to
it: take a new one when its seed was opened, for then everybody knows it.

Example:
  poiw pay plant --key file:epochs.key --planter file:planter.key --data ./planter`;

type PlantOptions = Omit<RunPlantOptions, 'env' | 'signal' | 'log'>;

/** Puts items whose label is known among those that jurors judge. */
export function plantCommand(): Command {
  return createCommand('plant', 'plant false findings that jurors are measured by, one pass')
    .addOption(networkOption())
    .addOption(keyOption())
    .requiredOption('--planter <reference>', 'worker key of the miner that answers')
    .addOption(passwordOption())
    .requiredOption('--data <folder>', 'folder of the planter’s journal')
    .addOption(
      new Option('--share <percent>', 'part of the audit tasks that get a planted answer')
        .argParser(parsePercent)
        .default(50_000, '5'),
    )
    .addHelpText('after', PLANT_HELP)
    .action(async (options: PlantOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { runPlant } = await import('../../../node/pay/runPlant.ts');
        const warnings: string[] = [];
        const log = (event: string, facts: Readonly<Record<string, unknown>> = {}) => {
          if (event === 'task-failed')
            warnings.push(`task ${String(facts['task'])}: ${String(facts['message'])}`);
        };
        const data = await runPlant({ ...options, env: process.env, signal, log });
        const rows = data.tasks.map(({ task, stage }) => [`task ${task}`, stage]);
        const head = data.opened ? `the seed of word ${data.word - 1} is open; ` : '';
        const text = [`${head}word ${data.word} is the latest`, formatTable(rows)]
          .join('\n')
          .trim();
        return { data, text, warnings };
      });
    });
}

/** Shows to anybody what was planted, once its seed is open. */
export function plantedCommand(): Command {
  return createCommand('planted', 'what was planted, made again from the open seeds; needs no key')
    .addOption(networkOption())
    .addHelpText('after', '\nExits 8 when a planted answer is not what its seed makes.')
    .action(async ({ network }: Pick<PlantOptions, 'network'>, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../../node/openNetwork.ts');
        const { showPlanted } = await import('../../../node/pay/showPlanted.ts');
        const data = await showPlanted(await openNetwork(network, { signal }));
        const rows = data.answers.map(({ task, slot, member, asSeeded }) => [
          ...[`task ${task}`, `answer ${slot}`, `member ${member}`],
          asSeeded ? 'as its seed makes it' : 'NOT what its seed makes',
        ]);
        const head = `${data.words} words on chain, ${data.seeds.length} seeds open`;
        const text = [head, formatTable(rows)].join('\n').trim();
        if (data.answers.every(({ asSeeded }) => asSeeded)) return { data, text };
        const error = new PoiwError('E_VERIFY_MISMATCH', 'an answer is not what its seed makes', {
          hint: 'its items may be true: whoever planted it marks them as false',
        });
        return { data, text, error };
      });
    });
}

/** Commander parser: percent with at most four decimals, as ppm. */
function parsePercent(text: string): number {
  const percent = /^\d{1,3}(\.\d{1,4})?$/.test(text) ? Number(text) : NaN;
  if (percent >= 0 && percent <= 100) return Math.round(percent * 10_000);
  throw new InvalidArgumentError('a part of 100, e.g. 5');
}
