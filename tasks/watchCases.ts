import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime, type ChainTime } from '../chain/actions/chainTime.ts';
import { caseCount, readCase } from '../chain/actions/readCase.ts';
import type { CaseState } from '../chain/caseState.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { asPoiwError } from '../core/errors.ts';
import type { Log } from '../core/service.ts';

export interface WatchCasesOptions {
  readonly signal: AbortSignal;
  readonly pollMs: number;
  readonly log: Log;
}

/**
 * Calls `onCase` for every dispute that is not closed at every poll, and once more when it is, with
 * the chain's clock, until aborted. One that fails harms no other and is tried again; an unreachable
 * RPC is waited for.
 */
export async function watchCases(
  chain: ChainClient,
  onCase: (dispute: CaseState, now: ChainTime) => Promise<void>,
  { signal, pollMs, log }: WatchCasesOptions,
): Promise<void> {
  const closed = new Set<bigint>();
  let reachable = true;
  const isAborted = () => signal.aborted;
  while (!isAborted()) {
    try {
      const now = await chainTime(chain);
      const last = await caseCount(chain);
      for (let caseId = 1n; caseId <= last && !isAborted(); caseId += 1n) {
        if (closed.has(caseId)) continue;
        const dispute = await readCase(chain, { caseId });
        if (dispute.stage === 'closed') closed.add(caseId);
        await onCase(dispute, now).catch((thrown: unknown) => {
          if (isAborted()) return;
          const { code, message } = asPoiwError(thrown);
          const task = dispute.task.toString();
          log('case-failed', { case: caseId.toString(), task, code, message });
        });
      }
      if (!reachable) log('rpc-back');
      reachable = true;
    } catch (thrown) {
      if (isAborted()) return;
      if (reachable) log('rpc-lost', { message: asPoiwError(thrown).message });
      reachable = false;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
