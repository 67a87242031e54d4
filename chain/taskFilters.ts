import { toBeHex, zeroPadValue, type EventFragment } from 'ethers';
import { addressesByName } from './addresses.ts';
import type { ContractName } from './artifacts.ts';
import type { ChainClient } from './chainClient.ts';
import type { LogFilter } from './rangedLogs.ts';

/** What an event calls the task it is about. */
const TASK_ARGUMENTS = new Set(['id', 'task']);

/**
 * Finds every event of these contracts that names a task, be it as the first or the second indexed
 * argument. Events that start with another number (an epoch's, a case's) are left out, so that
 * epoch 7 is not mistaken for task 7.
 */
export function taskFilters(
  client: ChainClient,
  taskId: bigint,
  contracts: readonly ContractName[],
): LogFilter[] {
  const task = zeroPadValue(toBeHex(taskId), 32);
  const where = addressesByName(client.addresses);
  return [0, 1].flatMap((position) => {
    const found = contracts.map((name) => ({
      address: where[name],
      topics: eventsOf(client, name)
        .filter((event) => indexedNames(event).findIndex(isTask) === position)
        .map(({ topicHash }) => topicHash),
    }));
    const some = found.filter(({ topics }) => topics.length > 0);
    if (some.length === 0) return [];
    const skipped = Array.from({ length: position }, () => null);
    return [
      {
        address: some.map(({ address }) => address),
        topics: [some.flatMap(({ topics }) => topics), ...skipped, task],
      },
    ];
  });
}

/** Of the court's events that name a case first. */
export function caseTopics(client: ChainClient): string[] {
  return eventsOf(client, 'DisputeCourt')
    .filter((event) => indexedNames(event)[0] === 'caseId')
    .map(({ topicHash }) => topicHash);
}

const isTask = (name: string): boolean => TASK_ARGUMENTS.has(name);

function eventsOf({ interfaces }: ChainClient, name: ContractName): EventFragment[] {
  const events: EventFragment[] = [];
  interfaces[name].forEachEvent((event) => events.push(event));
  return events;
}

function indexedNames({ inputs }: EventFragment): string[] {
  return inputs.filter(({ indexed }) => indexed === true).map(({ name }) => name);
}
