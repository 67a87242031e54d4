import type { ChainClient, ChainEvent } from './chainClient.ts';
import type { ContractName } from './artifacts.ts';
import { addressesByName } from './addresses.ts';
import { contractError } from './contractError.ts';
import { decodeEvents } from './decodeEvents.ts';
import { logsSince } from './rangedLogs.ts';

export interface LogQuery {
  readonly contract: ContractName;
  readonly event: string;
  /** Values of the event's indexed arguments, in order; null matches any. */
  readonly indexed: readonly (bigint | string | null)[];
  readonly fromBlock: number;
}

/** One kind of event, in the order it happened. @throws PoiwError E_RPC_UNREACHABLE */
export async function readLogs(client: ChainClient, query: LogQuery): Promise<ChainEvent[]> {
  const { addresses, interfaces, provider } = client;
  const topics = interfaces[query.contract].encodeFilterTopics(query.event, [...query.indexed]);
  const address = addressesByName(addresses)[query.contract];
  const logs = await logsSince(provider, [{ address, topics }], query.fromBlock).catch(
    (error: unknown) => {
      throw contractError(error, interfaces, `reading ${query.event}`);
    },
  );
  return decodeEvents(logs, addresses, interfaces);
}
