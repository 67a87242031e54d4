import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import type { Hex } from '../../core/contentId.ts';
import type { Log, Service } from '../../core/service.ts';
import { attendTask } from '../../tasks/attendTask.ts';
import { createMemberWatch, type Earning } from '../../tasks/createMemberWatch.ts';
import { watchTasks } from '../../tasks/watchTasks.ts';
import { createCheckDesk } from './createCheckDesk.ts';
import { checkDuty } from './checkDuty.ts';
import type { CheckPool } from './pool.ts';

export interface AutoValidatorComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly pool: CheckPool;
  readonly worker: Hex;
  readonly log: Log;
}

/** Whether an automatic validator earns and, if not, why; what it waits for, since when. */
interface AutoStatus {
  readonly role: 'auto';
  readonly worker: Hex;
  readonly member: number;
  readonly earning: Earning;
  readonly waitingFor: string;
  /** Tasks whose answers it checks or is about to. */
  readonly checking: readonly string[];
}

export interface AutoValidator extends Service {
  status(): AutoStatus;
}

/**
 * The automatic validator: checks every revealed answer, stores receipts, puts their hash on chain,
 * and pokes tasks onward (panel, settlement, refund). Holds no secrets and no promises: after a
 * crash it checks again and arrives at the same bytes.
 */
export function createAutoValidator(
  components: AutoValidatorComponents,
  { pollMs }: { readonly pollMs: number },
): AutoValidator {
  const { chain, worker } = components;
  const desk = createCheckDesk(components);

  async function onTask(task: TaskState, now: number, signal: AbortSignal) {
    const memberId = watch.memberId();
    const stands = await attendTask(components, task, { memberId, now });
    if (stands !== 'open') return stands;
    if (desk.isBusy(task.id)) return undefined;
    const duty = await checkDuty(chain, task, { memberId, now });
    if (duty !== undefined) desk.take(duty, signal);
    return undefined;
  }

  const watch = createMemberWatch(components, 'auto', async ({ signal, log }) => {
    const each = (task: TaskState, now: number) => onTask(task, now, signal);
    await watchTasks(chain, each, { signal, pollMs, log });
    await desk.idle();
  });

  return {
    start: () => watch.start(),
    stop: () => watch.stop(),
    status() {
      const checking = desk.taken().map(String);
      const [first] = checking;
      const busy = `it checks the answers to ${checking.length} tasks`;
      return {
        ...{ role: 'auto', worker, member: watch.memberId(), checking },
        earning: watch.earning(
          first === undefined ? undefined : busy,
          'no task that is open has drawn it to check',
        ),
        waitingFor: first === undefined ? 'answers to check' : `the checks of task ${first}`,
      };
    },
  };
}
