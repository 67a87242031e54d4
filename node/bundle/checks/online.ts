import { readTaskHistory } from '../../../chain/taskHistory.ts';
import { canonicalJson } from '../../../core/canonicalJson.ts';
import { openNetwork, type NetworkChoice } from '../../openNetwork.ts';
import { assertSame, type Evidence } from './evidence.ts';

/** The chain, asked now, gives the same history as the bundle. */
export async function checkOnline(
  { record }: Evidence,
  where: string | NetworkChoice,
  signal: AbortSignal,
): Promise<void> {
  const { chain, network } = await openNetwork(where, { signal });
  assertSame('contracts', canonicalJson(record.addresses), canonicalJson(network.addresses));
  const history = await readTaskHistory(chain, BigInt(record.taskId), network.fromBlock);
  assertSame(
    'history',
    canonicalJson(record.history),
    canonicalJson(JSON.parse(JSON.stringify(history))),
  );
}
