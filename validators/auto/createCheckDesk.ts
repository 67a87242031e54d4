import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import { asPoiwError } from '../../core/errors.ts';
import type { CheckDuty } from './checkDuty.ts';
import type { AutoValidatorComponents } from './createAutoValidator.ts';
import { verifyTask } from './verifyTask.ts';

/** Checks tasks one after another and sends their receipts. */
export interface CheckDesk {
  /** Takes a duty; one that fails is let go, so that the next poll takes it again. */
  take(duty: CheckDuty, signal: AbortSignal): void;
  isBusy(taskId: bigint): boolean;
  taken(): readonly bigint[];
  /** Resolves when all that was taken is done. */
  idle(): Promise<void>;
}

export function createCheckDesk(components: AutoValidatorComponents): CheckDesk {
  const { chain, blobs, log } = components;
  const busy = new Set<bigint>();
  let last: Promise<void> = Promise.resolve();

  async function check(duty: CheckDuty, signal: AbortSignal): Promise<void> {
    const { id: taskId } = duty.task;
    const task = taskId.toString();
    try {
      log('verifying', { task });
      const built = await verifyTask(components, duty, signal);
      for (const blob of built.blobs) await blobs.put(blob);
      await submitReceipt(chain, { taskId, receipt: built.words });
      log('receipt', { task, root: built.words.root, open: built.report.lanes.length });
    } catch (thrown) {
      if (signal.aborted) return;
      const { code, message } = asPoiwError(thrown);
      log('verify-failed', { task, code, message });
    } finally {
      busy.delete(taskId);
    }
  }

  return {
    take(duty, signal) {
      busy.add(duty.task.id);
      last = last.then(() => check(duty, signal));
    },
    isBusy: (taskId) => busy.has(taskId),
    taken: () => [...busy],
    idle: () => last,
  };
}
