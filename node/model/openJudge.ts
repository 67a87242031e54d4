import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import type { Log } from '../../core/service.ts';
import { createExpertModel } from '../../models/judge/createExpertModel.ts';
import { createJudgeModel } from '../../models/judge/createJudgeModel.ts';
import type { ModelSettings } from './modelSettings.ts';
import { greetModel } from './greetModel.ts';
import { openModel, type OpenModelOptions } from './openModel.ts';
import { outputLimit } from './outputLimit.ts';

/** A model that judges, booked on the task or case it judges. */
export interface OpenJudge {
  readonly id: string;
  juror(task: string): JudgeModel;
  expert(task: string): ReturnType<typeof createExpertModel>;
  /** Says in the log that the model is there, or that it is away for now. */
  tell(log: Log): void;
  close(): Promise<void>;
}

const MAX_OUTPUT = 2_048;
const MINUTES = 3;

/**
 * Opens the model of a juror or expert. What will not mend itself (a wrong key, no such model) ends
 * the start; one that is away for now does not: until it is back, what it should judge is abstained
 * from.
 */
export async function openJudge(
  settings: ModelSettings,
  options: OpenModelOptions,
): Promise<OpenJudge> {
  const model = await openModel(settings, options);
  const { backend } = model;
  const greeting = await greetModel(model, options);
  const settled = {
    maxOutputTokens: outputLimit(backend, MAX_OUTPUT),
    deadlineMs: (settings.maxMinutes ?? MINUTES) * 60_000,
  };
  return {
    id: backend.id,
    juror: (task) => createJudgeModel(backend, { ...settled, task }),
    expert: (task) => createExpertModel(backend, { ...settled, task }),
    tell(log) {
      if (greeting.away === undefined) log('model', { model: backend.id, detail: greeting.detail });
      else {
        const { code, message, hint } = greeting.away;
        log('model-unavailable', { code, message, hint, instead: 'abstaining' });
      }
    },
    close: () => model.close(),
  };
}
