import type { TransactionReceipt, TransactionRequest } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError, messageOf } from '../core/errors.ts';
import type { TransactionRecord } from '../core/transactionJournal.ts';
import { contractError } from './contractError.ts';
import { Dispatcher } from './dispatcher.ts';
import * as flightOf from './flight.ts';
import type { Flight, Payload } from './flight.ts';
import { nonceTaken, requireSameChain, revertReason } from './sendingErrors.ts';
import type { SenderComponents, SenderSettings } from './senderSettings.ts';

/** One look may meet a node between its nonces and its receipts; three in a row do not. */
const ABSENT_LOOKS = 3;
/** How often another program may take the nonce before this one gives way. */
const MOST_DISPLACED = 8;

/**
 * The transactions of a key that are not final yet, and every step one can take. Steps that sign
 * go through one queue.
 */
export class Flights {
  readonly #components: SenderComponents;
  readonly #settings: SenderSettings;
  readonly #dispatcher: Dispatcher;
  readonly #flights = new Map<number, Flight>();
  readonly #key: readonly [bigint, Hex];
  #queue: Promise<unknown> = Promise.resolve();
  #finalLookAt = -Infinity;

  constructor(components: SenderComponents, settings: SenderSettings) {
    this.#components = components;
    this.#settings = settings;
    this.#dispatcher = new Dispatcher(components, settings, this.#flights);
    this.#key = [BigInt(components.addresses.chainId), components.wallet.address as Hex];
  }

  get size(): number {
    return this.#flights.size;
  }

  get isWaiting(): boolean {
    return this.#dispatcher.unmined().length > 0;
  }

  /** Sends a payload, or joins the transaction that already carries it. */
  launch(payload: Payload): Promise<Flight> {
    return this.#exclusive(() => {
      this.#components.signal?.throwIfAborted();
      return payload.intent === null
        ? this.#launchNew(payload)
        : this.#launchNamed(payload, payload.intent);
    });
  }

  /** One look at every flight, with what follows from it. What fails is tried at the next look. */
  async look(): Promise<void> {
    try {
      await this.#lookAtUnmined();
      if (this.#settings.now() - this.#finalLookAt < this.#settings.finalPollMs) return;
      this.#finalLookAt = this.#settings.now();
      await this.#lookAtMined();
    } catch (error) {
      if (this.#components.signal?.aborted === true) return;
      this.#components.log('look-failed', { message: messageOf(error) });
    }
  }

  /** Takes up what an earlier process left. @throws PoiwError E_RPC_WRONG_CHAIN */
  async resume(): Promise<void> {
    const { transactions, provider } = this.#components;
    const records = transactions.unfinished(...this.#key);
    await requireSameChain(provider, records, this.#settings.confirmations);
    for (const record of records) {
      if (record.stage !== 'prepared') {
        this.#enlist(record, record.intent ?? 'a transaction').orphan = true;
      } else if (record.intent === null) {
        this.#abandon(record, 'the program ended before it was signed');
      }
    }
  }

  #launchNew(payload: Payload): Promise<Flight> | Flight {
    const isSame = (one: Flight) => one.orphan && flightOf.carries(one, payload);
    const orphan = [...this.#flights.values()].find(isSame);
    if (orphan === undefined) return this.#start(payload);
    orphan.orphan = false;
    return orphan;
  }

  async #launchNamed(payload: Payload, intent: string): Promise<Flight> {
    const { transactions } = this.#components;
    if (transactions.find(...this.#key, intent) === undefined) return this.#start(payload);
    const record = this.#prepareRecord(payload);
    if (record.stage === 'prepared') return this.#start(payload, record);
    const known = this.#flights.get(record.id);
    if (known !== undefined) {
      if (known.record.stage === 'mined') await this.#settle(known);
      return known;
    }
    return this.#recall(record, payload.what);
  }

  /** A transaction that was final in an earlier call. */
  async #recall(record: TransactionRecord, what: string): Promise<Flight> {
    const flight = flightOf.createFlight(record, what, this.#settings.now());
    const receipt = await this.#receiptOf(flight);
    if (receipt === undefined) {
      throw new PoiwError('E_NOT_FOUND', `${what} is done, but its receipt is gone`, {
        hint: 'ask a node that keeps old transactions',
        details: { hash: record.mined?.hash, blockNumber: record.mined?.blockNumber },
      });
    }
    flight.outcome.resolve(receipt);
    return flight;
  }

  async #start(payload: Payload, before?: TransactionRecord): Promise<Flight> {
    let request: TransactionRequest;
    try {
      request = await this.#dispatcher.request(payload);
    } catch (error) {
      if (before !== undefined) this.#abandon(before, messageOf(error));
      throw error;
    }
    const flight = this.#enlist(before ?? this.#prepareRecord(payload), payload.what);
    await this.#dispatcher.dispatch(flight, request);
    return flight;
  }

  #prepareRecord({ intent, to, data }: Payload): TransactionRecord {
    const [chainId, sender] = this.#key;
    return this.#components.transactions.prepare({ chainId, sender, intent, to, data });
  }

  async #lookAtUnmined(): Promise<void> {
    const { provider, wallet } = this.#components;
    const waiting = this.#dispatcher.unmined();
    if (waiting.length === 0) return;
    const used = await provider.getTransactionCount(wallet.address, 'latest');
    // All are asked for at once: the provider puts them into one request.
    const isUsed = (one: Flight) => flightOf.nonceOf(one) < used;
    await Promise.all(
      waiting.filter((one) => isUsed(one) && !one.busy).map((one) => this.#judge(one)),
    );
    for (const [i, flight] of waiting.filter((one) => !isUsed(one)).entries()) {
      if (!flight.busy) await this.#nudge(flight, i === 0);
    }
  }

  /**
   * Its nonce is used: by one of ours, or by a transaction of someone else with the key. Sending
   * the payload again when it is in a block would do it twice, so the node that has no receipt must
   * know, in the same breath, that the nonce is used, must say so again and again, and none of the
   * other nodes may have one.
   */
  async #judge(flight: Flight): Promise<void> {
    const { provider, wallet } = this.#components;
    const [used, receipt] = await Promise.all([
      provider.getTransactionCount(wallet.address, 'latest'),
      this.#receiptOf(flight),
    ]);
    if (receipt !== undefined) {
      await this.#land(flight, receipt);
      return;
    }
    if (flightOf.nonceOf(flight) >= used) return;
    flight.absent += 1;
    if (flight.absent < ABSENT_LOOKS || (await this.#isSeenAnywhere(flight))) return;
    const { record, what } = flight;
    this.#components.log('nonce-taken', { nonce: record.nonce, what });
    flight.displaced += 1;
    if (flight.displaced > MOST_DISPLACED) {
      this.#dispatcher.fail(flight, nonceTaken(flight, wallet.address));
      return;
    }
    await this.#exclusive(async () => {
      try {
        await this.#dispatcher.dispatch(
          flight,
          await this.#dispatcher.request({ ...record, what }),
        );
      } catch (error) {
        // What could not be asked is asked again; what was refused is over.
        const again = error instanceof PoiwError && error.code === 'E_RPC_UNREACHABLE';
        if (this.#flights.has(record.id) && !again) this.#dispatcher.fail(flight, error);
      }
    });
  }

  /** Whether any node knows one of its transactions, waiting or in a block. */
  async #isSeenAnywhere({ record }: Flight): Promise<boolean> {
    const { endpoints } = this.#components.provider;
    const found = await Promise.all(
      flightOf
        .hashesOf(record)
        .map((hash) => endpoints.everywhere('eth_getTransactionReceipt', [hash])),
    );
    return found.flat().some((receipt) => receipt !== null);
  }

  /** Only the first in line can be stuck by its price; the others wait for it. */
  async #nudge(flight: Flight, isFirst: boolean): Promise<void> {
    const { now, bumpMs, rebroadcastMs, maxBumps } = this.#settings;
    if (isFirst && now() - flight.signedAt > bumpMs && flight.bumps < maxBumps) {
      await this.#exclusive(() => this.#dispatcher.bump(flight));
    } else if (now() - flight.sentAt > rebroadcastMs) {
      await this.#exclusive(() => this.#handAgain(flight));
    }
  }

  async #handAgain(flight: Flight): Promise<void> {
    try {
      await this.#dispatcher.hand(flight, flightOf.lastOf(flight));
    } catch (error) {
      // No later nonce waits for this one: nothing is lost by giving it back.
      if (this.#dispatcher.unmined().at(-1) !== flight) throw error;
      this.#dispatcher.fail(flight, contractError(error, this.#components.interfaces, flight.what));
    }
  }

  async #lookAtMined(): Promise<void> {
    const mined = [...this.#flights.values()].filter(({ record }) => record.stage === 'mined');
    if (mined.length === 0) return;
    const head = await this.#components.provider.getBlockNumber();
    const settled = await Promise.all(mined.map((flight) => this.#settle(flight)));
    mined.forEach((flight, i) => {
      const block = settled[i]?.blockNumber ?? Infinity;
      if (head - block < this.#settings.confirmations || flight.record.stage !== 'mined') return;
      this.#dispatcher.update(flight, { stage: 'final' });
      this.#flights.delete(flight.record.id);
    });
  }

  /** Whether it still is in a block; a reorg may have dropped it, or put it into another. */
  async #settle(flight: Flight): Promise<TransactionReceipt | undefined> {
    const receipt = await this.#receiptOf(flight);
    if (receipt === undefined) {
      this.#components.log('reorged', { nonce: flight.record.nonce, what: flight.what });
      this.#dispatcher.update(flight, { stage: 'sent', mined: null });
      const outcome = flightOf.newOutcome();
      Object.assign(flight, { outcome, orphan: true, absent: 0, sentAt: -Infinity });
      return undefined;
    }
    return (await this.#land(flight, receipt)) ? receipt : undefined;
  }

  /** @returns whether the receipt was believed */
  async #land(flight: Flight, receipt: TransactionReceipt): Promise<boolean> {
    const { provider, interfaces } = this.#components;
    const mined = { hash: receipt.hash as Hex, blockNumber: receipt.blockNumber };
    const isKnown = flight.record.mined?.blockNumber === mined.blockNumber;
    if (!isKnown && !(await this.#isInBlock(receipt))) {
      this.#components.log('receipt-doubtful', { ...mined, what: flight.what });
      return false;
    }
    if (receipt.status !== 1) {
      const error = await revertReason(provider, interfaces, flight, receipt);
      this.#dispatcher.update(flight, { mined });
      this.#dispatcher.fail(flight, error);
      return true;
    }
    if (flight.record.stage !== 'mined' || !isKnown) {
      this.#dispatcher.update(flight, { stage: 'mined', mined });
    }
    flight.orphan = false;
    flight.outcome.resolve(receipt);
    return true;
  }

  /** Of whichever of its signed transactions is in a block. */
  async #receiptOf({ record }: Flight): Promise<TransactionReceipt | undefined> {
    const { provider } = this.#components;
    const hashes = flightOf.hashesOf(record);
    const receipts = await Promise.all(hashes.map((hash) => provider.getTransactionReceipt(hash)));
    return (
      receipts.find((receipt) => receipt !== null && hashes.includes(receipt.hash)) ?? undefined
    );
  }

  /** A receipt is believed when the block it names is the chain's and holds the transaction. */
  async #isInBlock({ hash, blockHash, blockNumber }: TransactionReceipt): Promise<boolean> {
    const block = await this.#components.provider.getBlock(blockNumber);
    return block?.hash === blockHash && block.transactions.includes(hash);
  }

  #enlist(record: TransactionRecord, what: string): Flight {
    const flight = flightOf.createFlight(record, what, this.#settings.now());
    this.#flights.set(record.id, flight);
    return flight;
  }

  #abandon(record: TransactionRecord, failure: string): void {
    this.#components.transactions.update(record.id, { ...record, stage: 'failed', failure });
  }

  #exclusive<T>(run: () => Promise<T> | T): Promise<T> {
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
