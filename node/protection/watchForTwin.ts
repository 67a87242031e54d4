import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainClient } from '../../chain/chainClient.ts';
import { rpcUnreachable } from '../../chain/rpcUnreachable.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';

export interface TwinWatch {
  readonly worker: Hex;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 250;

/**
 * Says nothing and listens for a while: a transaction of this key that is not ours means that
 * another process on some machine works with it.
 *
 * @throws PoiwError E_DOPPELGANGER, E_RPC_UNREACHABLE, E_ABORTED
 */
export async function watchForTwin(
  { provider }: Pick<ChainClient, 'provider'>,
  { worker, seconds, signal }: TwinWatch,
): Promise<void> {
  const sent = () =>
    provider.getTransactionCount(worker, 'pending').catch((cause: unknown) => {
      throw rpcUnreachable(cause);
    });
  const before = await sent();
  for (let waited = 0; waited < seconds * 1000; waited += POLL_MS) {
    await sleep(POLL_MS, undefined, { signal }).catch((cause: unknown) => {
      throw new PoiwError('E_ABORTED', 'stopped while listening for a twin', { cause });
    });
    const now = await sent();
    if (now <= before) continue;
    throw new PoiwError('E_DOPPELGANGER', `another process sends with the key of ${worker}`, {
      details: { worker, before, now },
      hint: 'one key, one daemon: stop the other one, on whatever machine it runs',
    });
  }
}
