import type { FollowBatch, FollowedEvent } from '../chain/follow/cursor.ts';
import { printable } from './runCommand.ts';

/** One line of `poiw task watch`. */
interface EventLine {
  readonly value: unknown;
  readonly text: string;
}

/** What happened, a line an event: taken back first, then new, then what is final now. */
export function describeBatch({ sequence, reverted, applied, settled }: FollowBatch): EventLine[] {
  const lineOf =
    (type: 'reverted' | 'applied' | 'final', mark: string | undefined) =>
    (event: FollowedEvent): EventLine => {
      const { contract, name, args, blockNumber, blockHash, transactionHash, logIndex } = event;
      const where = { block: blockNumber, blockHash, transaction: transactionHash, logIndex };
      const value = {
        schema: 'poiw.event/v1',
        type,
        sequence,
        contract,
        event: name,
        args,
        ...where,
      };
      return { value, text: mark === undefined ? '' : `${mark}${textOf(event)}` };
    };
  return [
    ...reverted.map(lineOf('reverted', 'taken back by a reorg: ')),
    ...applied.map(lineOf('applied', '')),
    // People see nothing new in it; programs wait for it.
    ...settled.map(lineOf('final', undefined)),
  ];
}

function textOf({ blockNumber, name, args }: FollowedEvent): string {
  const facts = Object.entries(args).flatMap(([key, value]) => {
    if (key === 'id' || key === 'task') return [];
    return typeof value === 'string' || typeof value === 'boolean' ? [`${key} ${value}`] : [];
  });
  return printable(`block ${blockNumber}  ${name}  ${facts.join(', ')}`);
}
