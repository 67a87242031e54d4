import { join } from 'node:path';
import { PoiwError } from '../../core/errors.ts';
import type { Attempt, Decision, Outcome } from '../../miner/ledger.ts';
import { readNetworkFile } from '../networkFile.ts';
import { openLedger } from './ledger/openLedger.ts';
import type { GivenSettings } from './mergeSettings.ts';
import { dataFolderOf } from './dataFolderOf.ts';
import { readMinerConfig } from './minerSettings.ts';

/** Everything a miner remembers of one task. */
export interface Explanation {
  readonly task: string;
  readonly decision: Decision;
  readonly attempts: readonly Attempt[];
  readonly outcome: Outcome | null;
  readonly spent: { readonly gasWei: bigint; readonly microUsd: bigint };
}

/**
 * Why a task was taken or left, from the ledger: the daemon may run or not.
 *
 * @throws PoiwError E_NOT_FOUND when the miner never saw the task
 */
export async function explainTask(
  taskId: bigint,
  given: GivenSettings & { readonly network: string },
): Promise<Explanation> {
  const data = await dataFolderOf(given);
  const { addresses } = await readNetworkFile(await networkOf(given));
  const scope = `${addresses.chainId}:${addresses.taskManager.toLowerCase()}`;
  const ledger = openLedger(join(data, 'ledger.db'), { scope, readOnly: true });
  try {
    const decision = ledger.decision(taskId);
    if (decision === undefined) {
      throw new PoiwError('E_NOT_FOUND', `this miner has not looked at task ${taskId}`, {
        hint: 'it looks at every open task while it runs: `poiw miner status`',
      });
    }
    return {
      task: taskId.toString(),
      decision,
      attempts: ledger.attempts(taskId),
      outcome: ledger.outcome(taskId) ?? null,
      spent: ledger.spent({ taskId }),
    };
  } finally {
    ledger.close();
  }
}

async function networkOf({
  network,
  config,
}: GivenSettings & { readonly network: string }): Promise<string> {
  if (config === undefined) return network;
  return (await readMinerConfig(config)).network ?? network;
}
