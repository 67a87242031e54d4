import { PoiwError } from '../core/errors.ts';
import type { ChainEvent, MinedTransaction } from './chainClient.ts';

/** The first event of that name a transaction left. */
export function eventOf(mined: MinedTransaction, name: string): ChainEvent {
  const event = mined.events.find((one) => one.name === name);
  if (event !== undefined) return event;
  throw new PoiwError('E_BUG', `transaction ${mined.hash} left no ${name} event`);
}
