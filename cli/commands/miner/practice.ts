import type { Command } from 'commander';
import type { ModelRun } from '../../../node/model/openAgent.ts';
import { agentModel, type ModelSettings } from '../../../node/model/modelSettings.ts';
import { addModelOptions, solverOption } from '../../modelOptions.ts';
import { createCommand } from '../../options.ts';
import { runCommand } from '../../runCommand.ts';

interface PracticeOptions extends Partial<ModelSettings> {
  readonly out?: string;
  readonly without: readonly string[];
  readonly solver?: 'baseline' | 'agent';
}

export function practiceCommand(): Command {
  const command = createCommand(
    'practice',
    'solve a local task folder and score the answer, with no chain',
  )
    .argument('<folder>', 'task folder')
    .option('--out <file>', 'write the answer here')
    .option('--without <template...>', 'baseline exploit templates to leave out', [])
    .addOption(solverOption());
  return addModelOptions(command)
    .addHelpText(
      'after',
      `
Without --model the baseline works alone. A model that fails leaves the baseline's answer, which is
printed with the model's error and exit code.

Examples:
  poiw miner practice tasks/samples/audit-harbor --out answer.json
  poiw miner practice tasks/samples/audit-harbor --solver agent --model ollama:qwen3-coder
  poiw miner practice tasks/samples/audit-harbor --solver agent --model http://127.0.0.1:8080/v1#local`,
    )
    .action(async (folder: string, options: PracticeOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { practice } = await import('../../../node/practice.ts');
        const { describeCheck } = await import('../../describeCheck.ts');
        const model = agentModel(options);
        const outcome = await practice(folder, {
          without: options.without,
          ...(options.out === undefined ? {} : { out: options.out }),
          ...(model === undefined ? {} : { model }),
          ...{ env: process.env, signal, progress },
        });
        const { run } = outcome;
        const checked = describeCheck(outcome.check);
        const error = run?.error ?? checked.error;
        const lines = [checked.text, ...(run === null ? [] : [describeRun(run)])];
        if (options.out !== undefined) lines.push(`answer written to ${options.out}`);
        return {
          data: {
            ...checked.data,
            answer: outcome.answer,
            answerFile: options.out ?? null,
            model: run === null ? null : { ...run, error: run.error?.code ?? null },
          },
          text: lines.join('\n'),
          ...(error === undefined ? {} : { error }),
        };
      });
    });
}

function describeRun(run: ModelRun): string {
  const { model, end, steps, toolCalls, added, inputTokens, outputTokens, costUsd } = run;
  const cost = costUsd === null ? 'no price given' : `${costUsd} USD`;
  return (
    `model ${model}: ${end} after ${steps} steps and ${toolCalls} tool calls, ${added} items beyond ` +
    `the baseline; ${inputTokens} tokens in, ${outputTokens} out, ${cost}`
  );
}
