import { readTaskHistory } from '../../../chain/taskHistory.ts';
import { canonicalJson } from '../../../core/canonicalJson.ts';
import { openNetwork, type NetworkChoice } from '../../openNetwork.ts';
import { assertSame, type Evidence } from './evidence.ts';

/** The chain, asked now, gives the same history as the bundle, and at most collected shares more. */
export async function checkOnline(
  { record }: Evidence,
  where: string | NetworkChoice,
  signal: AbortSignal,
): Promise<void> {
  const { chain, network } = await openNetwork(where, { signal });
  assertSame('contracts', canonicalJson(record.addresses), canonicalJson(network.addresses));
  const history = await readTaskHistory(chain, BigInt(record.taskId), network.fromBlock);
  const known = history.slice(0, record.history.length);
  assertSame(
    'history',
    canonicalJson(record.history),
    canonicalJson(JSON.parse(JSON.stringify(known))),
  );
  // Shares may be collected after the bundle was made; nothing else happens to a task that ended.
  for (const { events, transactionHash } of history.slice(known.length)) {
    const collects = events.some(({ name }) => name === 'SlotsTaken');
    assertSame(`later transaction ${transactionHash}`, collects ? 'collect' : 'other', 'collect');
  }
}
