import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime } from '../chain/actions/chainTime.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { readLogs } from '../chain/readLogs.ts';
import { asPoiwError } from '../core/errors.ts';
import { pokeAudit, type PokedAudit } from './pokeAudit.ts';
import type { WatchCasesOptions } from './watchCases.ts';

/**
 * Has the lot drawn for every task as soon as it is settled, until aborted: whoever waits with it
 * would let the window pass in which it can be drawn. A task that fails harms no other and is tried
 * again; an unreachable RPC is waited for.
 */
export async function watchAudits(
  chain: ChainClient,
  onPoked: (taskId: bigint, poked: PokedAudit) => void,
  { signal, pollMs, log, fromBlock }: WatchCasesOptions & { readonly fromBlock: number },
): Promise<void> {
  const pending = new Set<bigint>();
  let next = fromBlock;
  const isAborted = () => signal.aborted;
  while (!isAborted()) {
    try {
      const { timestamp: now, blockNumber: block } = await chainTime(chain);
      const settled = await readLogs(chain, {
        ...{ contract: 'TaskManager', event: 'TaskSettled', indexed: [], fromBlock: next },
      });
      // The last block is looked at again: more of it may be seen only now.
      next = Math.max(next, block);
      for (const { args } of settled) pending.add(BigInt(args['id'] as string));
      for (const taskId of pending) {
        if (isAborted()) return;
        const poked = await pokeAudit(chain, taskId, { now, block }).catch((thrown: unknown) => {
          const { code, message } = asPoiwError(thrown);
          if (!isAborted()) log('audit-failed', { task: taskId.toString(), code, message });
        });
        if (poked === 'over' || poked === 'audit-drawn') pending.delete(taskId);
        if (poked !== undefined) onPoked(taskId, poked);
      }
    } catch {
      // Who watches cases says that the chain does not answer.
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
