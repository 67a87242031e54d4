import { chainTime } from '../chain/actions/chainTime.ts';
import { openHidden } from '../chain/actions/openHidden.ts';
import type { TaskState } from '../chain/taskState.ts';
import { PoiwError } from '../core/errors.ts';
import { phaseAt } from '../core/phase.ts';
import { findHidden, type Publisher } from './hiddenPromise.ts';

/** Opens the hidden part once commits are closed; true when it was done now. */
export async function openWhenDue(publisher: Publisher, task: TaskState): Promise<boolean> {
  if (task.hiddenCommit === undefined || task.hidden !== undefined) return false;
  const { chain, address } = publisher;
  if (task.publisher.toLowerCase() !== address.toLowerCase()) return false;
  const phase = phaseAt(task.schedule, (await chainTime(chain)).timestamp);
  if (phase !== 'revealing' && phase !== 'verifying') return false;
  const record = findHidden(publisher, task.specHash, task.hiddenCommit);
  if (record === undefined) {
    throw new PoiwError('E_NOT_FOUND', 'the journal does not know how to open this hidden part', {
      hint: 'name the data folder it was published with (--data); unopened, the stake is lost',
    });
  }
  await openHidden(chain, {
    taskId: task.id,
    contentHash: record.contentHash,
    salt: record.salt,
  });
  return true;
}
