import type { Command } from 'commander';
import { PoiwError } from '../../core/errors.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import { modelSettingsOf, type ModelSettings } from '../../node/model/modelSettings.ts';
import { addModelOptions } from '../modelOptions.ts';
import { createCommand, parseKinds } from '../options.ts';
import { mainScript } from '../mainScript.ts';
import { runCommand } from '../runCommand.ts';

interface DemoOptions extends Partial<ModelSettings> {
  readonly chaos: boolean;
  readonly seed: string;
  readonly out: string;
  readonly only?: readonly TaskKind[];
}

export function demoCommand(): Command {
  const command = createCommand(
    'demo',
    'a whole economy on a local chain: escrow, proofs, votes, pay',
  )
    .option(
      '--chaos',
      'kill a miner and a validator between commit and reveal, then restart them',
      false,
    )
    .option('--seed <word>', 'seed of the local accounts', 'poiw')
    .option('--out <folder>', 'where runs keep their files', '.poiw')
    .option('--only <kinds>', 'kinds of tasks to publish (default: all it has)', parseKinds);
  return addModelOptions(command)
    .addHelpText(
      'after',
      `
Starts a chain (anvil), deploys the contracts and runs ten daemons as processes of their own. Tasks
keep their real schedules; the clock is moved forward when nobody has anything left to do. No key,
no model, no network is needed; with --model one more miner, mona, works with that model. Everything stops when the demo ends.`,
    )
    .action(async (options: DemoOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { runDemo } = await import('../../node/demo/runDemo.ts');
        const { DEMO_KINDS } = await import('../../node/demo/publishDemoTasks.ts');
        const { describeDemo } = await import('../describeDemo.ts');
        const { chaos, seed, out, only = DEMO_KINDS } = options;
        if (!only.some((kind) => DEMO_KINDS.includes(kind))) {
          throw new PoiwError('E_USAGE', `the demo has no task of ${only.join(' or ')}`, {
            hint: `it has ${DEMO_KINDS.join(', ')}`,
          });
        }
        const model = modelSettingsOf(options);
        const demo = await runDemo({
          ...{ chaos, seed, out, only, script: mainScript(), env: process.env, signal, progress },
          ...(model === undefined ? {} : { model }),
        });
        return describeDemo(demo);
      });
    });
}
