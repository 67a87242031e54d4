import { Option, type Command } from 'commander';
import { GPUS, SOLVERS } from '../node/model/modelSettings.ts';
import { parseCount } from './options.ts';

/** The options of every command that uses a model. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--model <name>',
        'x.gguf, hf:user/repo/file.gguf, http://host/v1#name, openai:, anthropic: or ollama:name',
      ).env('POIW_MODEL'),
    )
    .addOption(new Option('--model-url <url>', 'server of the model').env('POIW_MODEL_URL'))
    .option('--model-key <reference>', 'its key: env:NAME or file:PATH')
    .option('--model-context <tokens>', 'tokens a conversation may hold', parseCount)
    .option('--model-parallel <n>', 'requests side by side', parseCount)
    .addOption(new Option('--gpu <kind>', 'where a .gguf runs (default: auto)').choices(GPUS))
    .option(
      '--threads <n>',
      'threads of a .gguf on the CPU (default: half of the cores)',
      parseCount,
    )
    .option('--price-in <usd>', 'what a million input tokens cost')
    .option('--price-out <usd>', 'what a million output tokens cost')
    .option('--max-cost-task <usd>', 'most one task may cost')
    .option('--max-cost-day <usd>', 'most a day (UTC) may cost')
    .option('--max-tokens <n>', 'most tokens of one task', parseCount)
    .option('--max-steps <n>', 'most steps of one task (default: 60)', parseCount)
    .option('--max-minutes <n>', 'most minutes of one task (default: 10)', parseCount)
    .addOption(
      new Option('--models-folder <folder>', 'where pulled models lie').env('POIW_MODELS'),
    );
}

export const solverOption = () =>
  new Option('--solver <name>', 'baseline needs no model; agent works with one').choices(SOLVERS);
