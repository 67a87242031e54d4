import type { TransactionReceipt } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { addressesByName } from './addresses.ts';
import type { ContractCall, MinedTransaction } from './chainClient.ts';
import { decodeEvents } from './decodeEvents.ts';
import { Flights } from './flights.ts';
import type { Flight, Payload } from './flight.ts';
import type { SenderComponents, SenderSettings } from './senderSettings.ts';

export interface TransactionSender {
  send(call: ContractCall): Promise<MinedTransaction>;
  /** Takes up what an earlier process left unfinished. @throws PoiwError E_RPC_WRONG_CHAIN */
  resume(): Promise<void>;
  /** Stops driving; what is unfinished stays in the journal. */
  close(): void;
}

/**
 * The one writer of a key. It owns the key's nonces; each transaction goes through the journal
 * before it goes anywhere else, and is judged by its own hashes, never by what a node says about
 * it. Sends leave one after the other, so that nonces have no gaps; waiting happens side by side.
 */
export function createTransactionSender(
  components: SenderComponents,
  settings: SenderSettings,
): TransactionSender {
  const { addresses, interfaces, signal } = components;
  const closing = new AbortController();
  const close = () => closing.abort();
  signal?.addEventListener('abort', close, { once: true, signal: closing.signal });
  const flights = new Flights(components, settings);
  const driver = createDriver(flights, settings, closing.signal);

  return {
    async send(call) {
      signal?.throwIfAborted();
      const flight = await flights.launch(payloadOf(call, components));
      driver.wake();
      const receipt = await waitFor(flight, settings.timeoutMs, closing.signal);
      return {
        hash: receipt.hash as Hex,
        blockNumber: receipt.blockNumber,
        gasUsed: receipt.gasUsed,
        events: decodeEvents(receipt.logs, addresses, interfaces),
      };
    },
    async resume() {
      await flights.resume();
      driver.wake();
    },
    close,
  };
}

function payloadOf(call: ContractCall, { addresses, interfaces }: SenderComponents): Payload {
  return {
    what: `${call.contract}.${call.method}`,
    intent: call.intent ?? null,
    to: addressesByName(addresses)[call.contract],
    data: interfaces[call.contract].encodeFunctionData(call.method, call.args) as Hex,
  };
}

/** Looks at the flights as long as there are any: often while one is not mined, seldom after. */
function createDriver(
  flights: Flights,
  { pollMs, finalPollMs }: SenderSettings,
  signal: AbortSignal,
): { wake(): void } {
  let driving = false;
  let nap = new AbortController();
  const drive = async (): Promise<void> => {
    while (!signal.aborted && flights.size > 0) {
      await flights.look();
      nap = new AbortController();
      const { isWaiting } = flights;
      const either = AbortSignal.any([signal, nap.signal]);
      const options = { signal: either, ref: isWaiting };
      await sleep(isWaiting ? pollMs : finalPollMs, undefined, options).catch(() => undefined);
    }
    driving = false;
  };
  return {
    wake() {
      nap.abort();
      if (driving) return;
      driving = true;
      void drive();
    },
  };
}

/** @throws PoiwError E_TIMEOUT; an AbortError when the signal aborts */
async function waitFor(
  flight: Flight,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<TransactionReceipt> {
  const timer = new AbortController();
  const options = { signal: AbortSignal.any([timer.signal, signal]), ref: false };
  const late = sleep(timeoutMs, undefined, options).then(() => {
    flight.orphan = true;
    throw notInTime(flight);
  });
  try {
    return await Promise.race([flight.outcome.promise, late]);
  } finally {
    timer.abort();
  }
}

function notInTime({ what, record }: Flight): PoiwError {
  return new PoiwError('E_TIMEOUT', `${what} was not mined in time`, {
    retryable: true,
    hint: 'the chain may be stopped or its fees may have risen; the transaction can still be mined',
    details: { nonce: record.nonce, stage: record.stage },
  });
}
