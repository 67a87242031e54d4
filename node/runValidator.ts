import { join } from 'node:path';
import type { TaskState } from '../chain/taskState.ts';
import { NO_LABELS } from '../core/judging/labelCounts.ts';
import type { Service } from '../core/service.ts';
import { createAutoValidator } from '../validators/auto/createAutoValidator.ts';
import type { CheckPool } from '../validators/auto/pool.ts';
import { createEvidenceMind } from '../validators/expert/createEvidenceMind.ts';
import { createExpertValidator } from '../validators/expert/createExpertValidator.ts';
import { gatherCase } from '../validators/expert/gatherCase.ts';
import { createModelMind } from '../validators/expert/createModelMind.ts';
import { createPeerValidator } from '../validators/peer/createPeerValidator.ts';
import { judgeTask } from '../validators/peer/judgeTask.ts';
import { createNodePool } from './createNodePool.ts';
import type { ModelSettings } from './model/modelSettings.ts';
import { openJudge, type OpenJudge } from './model/openJudge.ts';
import { payOutOwed } from './pay/payOutOwed.ts';
import { guardStart } from './protection/guardStart.ts';
import {
  runDaemon,
  type ControlledService,
  type DaemonComponents,
  type DaemonOptions,
} from './runDaemon.ts';

export interface RunValidatorOptions extends DaemonOptions {
  readonly tier: 'auto' | 'peer' | 'expert';
  /** Judges what the evidence alone does not decide; jurors and experts only. */
  readonly model?: ModelSettings;
  /** Experts without a model: whether they run what a disputant brings before they vote first. */
  readonly looks?: 'run' | 'read';
}

/** Runs a validator daemon until the signal aborts. */
export async function runValidator(options: RunValidatorOptions): Promise<void> {
  const { model: settings, data, env, signal } = options;
  const spendFile = join(data, 'models.db');
  const judge =
    settings === undefined
      ? undefined
      : await openJudge(settings, { env, signal, fetch, spendFile });
  try {
    await runDaemon(options, (components) => {
      judge?.tell(components.log);
      return createService({ options, components, pool: createNodePool(), judge });
    });
  } finally {
    await judge?.close();
  }
}

interface Parts {
  readonly options: RunValidatorOptions;
  readonly components: DaemonComponents;
  readonly pool: CheckPool;
  readonly judge: OpenJudge | undefined;
}

function createService({ options, components, pool, judge }: Parts): ControlledService {
  const settings = { pollMs: options.poll };
  switch (options.tier) {
    case 'auto':
      return controlled(createAutoValidator({ ...components, pool }, settings), components);
    case 'peer': {
      const judgeOne = (task: TaskState, signal: AbortSignal) => {
        const model = judge?.juror(`task ${task.id}`);
        const parts = { ...components, ...(model === undefined ? {} : { model }) };
        return judgeTask(parts, task, { pool, signal });
      };
      const validator = createPeerValidator({ ...components, pool, judge: judgeOne }, settings);
      return guarded('peer', validator, { options, components });
    }
    case 'expert': {
      const { looks = 'run' } = options;
      const validator = createExpertValidator(
        {
          ...components,
          pool,
          gather: (dispute, signal) => gatherCase(components, dispute, { pool, signal }),
          mindOf: ({ replay, context }) =>
            judge === undefined
              ? createEvidenceMind({ replay, looks })
              : createModelMind({
                  ...{ model: judge.expert(`case ${context}`), replay, context },
                  counts: NO_LABELS,
                }),
        },
        { ...settings, fromBlock: components.network.fromBlock },
      );
      return guarded('expert', validator, { options, components });
    }
  }
}

/** A validator that promises: guarded at its start. */
function guarded(
  role: 'peer' | 'expert',
  validator: Told,
  { options, components }: Pick<Parts, 'options' | 'components'>,
): ControlledService {
  const { recover = false, doppelgangerWait: twinWait = 0, signal } = options;
  const { fromBlock } = components.network;
  return {
    ...controlled(validator, components),
    async start() {
      await guardStart(components, { role, recover, twinWait, fromBlock, signal });
      await validator.start();
    },
  };
}

type Told = Service & { status(): object };

/** A validator with a control channel. */
function controlled(validator: Told, { chain, worker, stop }: DaemonComponents): ControlledService {
  const status = () => ({ running: true, pid: process.pid, ...validator.status() });
  return {
    ...validator,
    routes: {
      status: () => Promise.resolve(status()),
      claim: () => payOutOwed(chain, { worker }),
      stop: () => {
        // Answered first: the channel closes with the daemon.
        setTimeout(() => stop(), 50);
        return Promise.resolve(status());
      },
    },
  };
}
