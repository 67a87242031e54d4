import type { Command } from 'commander';
import { PoiwError } from '../../core/errors.ts';
import { modelSettingsOf, type ModelSettings } from '../../node/model/modelSettings.ts';
import { addModelOptions } from '../modelOptions.ts';
import { createCommand } from '../options.ts';
import { runCommand, type CommandContext, type CommandResult } from '../runCommand.ts';

export function modelCommand(): Command {
  const model = createCommand('model', 'language models: what is there, what works, how fast');
  for (const command of [listCommand(), testCommand(), pullCommand(), benchCommand()]) {
    model.addCommand(command);
  }
  return model;
}

function listCommand(): Command {
  return addModelOptions(
    createCommand('list', 'models pulled to this machine, and the configured one'),
  )
    .addHelpText('after', '\nExample:\n  poiw model list --json')
    .action((options: Partial<ModelSettings>, command: Command) =>
      runCommand(command, async () => {
        const { listModels } = await import('../../node/model/listModels.ts');
        const data = await listModels(options, process.env);
        const lines = data.models.map(({ file, bytes }) => `${file} (${bytes} bytes)`);
        const none = `no model in ${data.folder}: poiw model pull hf:user/repo:Q4_K_M`;
        const configured = data.configured ?? 'none (POIW_MODEL or --model)';
        return {
          data,
          text: [...(lines.length === 0 ? [none] : lines), `configured: ${configured}`].join('\n'),
        };
      }),
    );
}

function testCommand(): Command {
  return withModel(
    createCommand('test', 'ask a model for one small reply of a schema'),
    'poiw model test --model ollama:qwen3-coder',
    async (settings, context) => {
      const { testModel } = await import('../../node/model/testModel.ts');
      const data = await testModel(settings, { env: process.env, signal: context.signal });
      const text = `${data.detail}\nreplied as asked in ${data.latencyMs} ms, ${data.calls} call(s), ${data.outputTokens} tokens`;
      const { gpuShare } = data;
      const share =
        gpuShare === null ? '' : `\n${Math.floor(100 * gpuShare)} % of it lies in GPU memory`;
      return { data, text: `${text}${share}` };
    },
  );
}

function benchCommand(): Command {
  return withModel(
    createCommand('bench', 'tokens per second, alone and side by side, for about ten seconds'),
    'poiw model bench --model model.gguf --json',
    async (settings, context) => {
      const { benchModel } = await import('../../node/model/benchModel.ts');
      const data = await benchModel(settings, { env: process.env, signal: context.signal });
      const lines = data.rows.map(
        ({ parallel, tokensPerSecond }) => `${parallel} side by side: ${tokensPerSecond} tokens/s`,
      );
      return { data, text: [data.detail, ...lines].join('\n') };
    },
  );
}

interface PullOptions extends Partial<ModelSettings> {
  readonly sha256?: string;
  readonly trustFirst: boolean;
}

function pullCommand(): Command {
  return createCommand('pull', 'fetch a GGUF model, resuming what broke off')
    .argument('<reference>', 'hf:user/repo/file.gguf or hf:user/repo:QUANT')
    .option('--sha256 <digest>', 'what the file must be')
    .option('--trust-first', 'take it as it comes and hold it to that from then on', false)
    .option('--models-folder <folder>', 'where pulled models lie')
    .addHelpText(
      'after',
      '\nExample:\n  poiw model pull hf:Qwen/Qwen2.5-Coder-7B-Instruct-GGUF:Q4_K_M --trust-first',
    )
    .action((reference: string, options: PullOptions, command: Command) =>
      runCommand(command, async ({ signal, progress, json }) => {
        const { pullModel } = await import('../../node/model/pullModel.ts');
        const data = await pullModel(reference, {
          ...options,
          ...{ env: process.env, signal, progress, bar: !json && process.stderr.isTTY },
        });
        return { data, text: `${data.path}\nuse it with --model ${data.path}` };
      }),
    );
}

function withModel(
  command: Command,
  example: string,
  body: (settings: ModelSettings, context: CommandContext) => Promise<CommandResult>,
): Command {
  return addModelOptions(command)
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action((options: Partial<ModelSettings>, self: Command) =>
      runCommand(self, async (context) => {
        const settings = modelSettingsOf(options);
        if (settings === undefined) {
          throw new PoiwError('E_USAGE', 'name a model with --model or POIW_MODEL');
        }
        return body(settings, context);
      }),
    );
}
