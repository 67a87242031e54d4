import { setTimeout as sleep } from 'node:timers/promises';
import { JsonRpcProvider } from 'ethers';

/**
 * Mines a block every few milliseconds while a set-up runs: dozens of transactions that each wait
 * for a block would otherwise take a second each.
 */
export async function withFastBlocks<T>(rpcUrl: string, run: () => Promise<T>): Promise<T> {
  const provider = new JsonRpcProvider(rpcUrl, undefined, { staticNetwork: true });
  const controller = new AbortController();
  const mining = (async () => {
    while (!controller.signal.aborted) {
      await provider.send('evm_mine', []);
      await sleep(25, undefined, { signal: controller.signal }).catch(() => undefined);
    }
  })();
  try {
    return await run();
  } finally {
    controller.abort();
    await mining.catch(() => undefined);
    provider.destroy();
  }
}
