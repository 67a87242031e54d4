import { Transaction, type TransactionRequest } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { messageOf } from '../core/errors.ts';
import type { TransactionProgress } from '../core/transactionJournal.ts';
import { broadcastTransaction, type BroadcastOutcome } from './broadcastTransaction.ts';
import { contractError, isUnreachable } from './contractError.ts';
import * as flightOf from './flight.ts';
import type { Flight, Payload } from './flight.ts';
import {
  currentPrice,
  limitedPrice,
  priceFields,
  priceOf,
  raisedPrice,
  type GasPrice,
} from './gasPrice.ts';
import { underpriced } from './sendingErrors.ts';
import type { SenderComponents, SenderSettings } from './senderSettings.ts';

/** Signing anew after the price was too low, per send. */
const ATTEMPTS = 8;
const FEE_LIMIT = 10n;

/**
 * The steps of a transaction that need the key: choosing a nonce and a price, signing, handing over.
 * Each signature is in the journal before any node sees it. Not to be called side by side.
 */
export class Dispatcher {
  readonly #components: SenderComponents;
  readonly #settings: SenderSettings;
  readonly #flights: Map<number, Flight>;

  /** @param flights all that are under way, by record id */
  constructor(
    components: SenderComponents,
    settings: SenderSettings,
    flights: Map<number, Flight>,
  ) {
    this.#components = components;
    this.#settings = settings;
    this.#flights = flights;
  }

  /** Not yet in a block, lowest nonce first. */
  unmined(): Flight[] {
    return [...this.#flights.values()]
      .filter(flightOf.isUnmined)
      .sort((a, b) => flightOf.nonceOf(a) - flightOf.nonceOf(b));
  }

  /** Estimating runs the call: a refusal is known before anything is written or signed. */
  async request({ to, data, what }: Payload): Promise<TransactionRequest> {
    const { provider, wallet, interfaces, addresses } = this.#components;
    try {
      const [gas, price] = await Promise.all([
        provider.estimateGas({ from: wallet.address, to, data }),
        currentPrice(provider),
      ]);
      // Another transaction may be mined first and make ours a little dearer.
      const gasLimit = (gas * 5n) / 4n + 20_000n;
      const { chainId } = addresses;
      const offer = limitedPrice(price, this.#settings.maxFeePerGas);
      return { to, data, gasLimit, value: 0n, chainId, ...priceFields(offer) };
    } catch (error) {
      throw contractError(error, interfaces, what);
    }
  }

  /**
   * Signs with a nonce of its own and hands it over, until a node has it. That its nonce is used is
   * not judged here: by whom shows when the chain is looked at.
   */
  async dispatch(flight: Flight, request: TransactionRequest): Promise<void> {
    const { interfaces } = this.#components;
    flight.busy = true;
    let price: TransactionRequest = {};
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const nonce = await this.#freeNonce(flight);
        const transaction = await this.#sign(flight, { ...request, ...price, nonce });
        if ((await this.hand(flight, transaction)) !== 'underpriced') return;
        price = priceFields(await this.#dearer(flight, transaction));
      }
      throw underpriced(flight);
    } catch (error) {
      const failure = contractError(error, interfaces, flight.what);
      this.fail(flight, failure);
      throw failure;
    } finally {
      flight.busy = false;
    }
  }

  /** The chain is asked every time; our own count matters while it has not seen all we signed. */
  async #freeNonce(flight: Flight): Promise<number> {
    const { provider, wallet, transactions, addresses, log } = this.#components;
    const key = [BigInt(addresses.chainId), wallet.address as Hex] as const;
    const pending = await provider.getTransactionCount(wallet.address, 'pending');
    const known = transactions.lastNonce(...key);
    if (known !== undefined && pending > known + 1) {
      log('foreign-nonce', { expected: known + 1, adopted: pending });
    }
    const others = this.unmined().filter((one) => one !== flight);
    return Math.max(pending, ...others.map((one) => flightOf.nonceOf(one) + 1));
  }

  async #sign(flight: Flight, request: TransactionRequest): Promise<Transaction> {
    const raw = await this.#components.wallet.signTransaction(request);
    const transaction = Transaction.from(raw);
    const signed = [...flight.record.signed, raw as Hex];
    this.update(flight, { stage: 'signed', nonce: transaction.nonce, signed });
    flight.signedAt = this.#settings.now();
    flight.absent = 0;
    return transaction;
  }

  /** A node that cannot be reached may have taken the bytes all the same: they are sent again. */
  async hand(flight: Flight, transaction: Transaction): Promise<BroadcastOutcome | 'unknown'> {
    flight.sentAt = this.#settings.now();
    try {
      const outcome = await broadcastTransaction(this.#components.provider, transaction);
      if (outcome === 'accepted' && flight.record.stage === 'signed') {
        this.update(flight, { stage: 'sent' });
      }
      return outcome;
    } catch (error) {
      if (isUnreachable(error)) return 'unknown';
      throw error;
    }
  }

  async #dearer(flight: Flight, transaction: Transaction): Promise<GasPrice> {
    const now = await currentPrice(this.#components.provider);
    const price = raisedPrice(priceOf(transaction), now, this.#feeLimit(flight));
    if (price === undefined) throw underpriced(flight);
    return price;
  }

  #feeLimit({ record }: Flight): bigint {
    if (this.#settings.maxFeePerGas !== null) return this.#settings.maxFeePerGas;
    const [first = ''] = record.signed;
    return priceOf(Transaction.from(first)).most * FEE_LIMIT;
  }

  async bump(flight: Flight): Promise<void> {
    const { provider, addresses, log } = this.#components;
    const last = flightOf.lastOf(flight);
    const { nonce } = last;
    const now = await currentPrice(provider);
    const price = raisedPrice(priceOf(last), now, this.#feeLimit(flight));
    flight.bumps += 1;
    flight.signedAt = this.#settings.now();
    if (price === undefined) {
      log('fee-limit', { nonce, what: flight.what });
      return;
    }
    const { to, data, gasLimit } = last;
    const { chainId } = addresses;
    const request = { to, data, gasLimit, nonce, value: 0n, chainId, ...priceFields(price) };
    const transaction = await this.#sign(flight, request);
    await this.hand(flight, transaction);
    log('fee-raised', { nonce, what: flight.what, maxFeePerGas: price.most.toString() });
  }

  update(flight: Flight, change: Partial<TransactionProgress>): void {
    const { transactions } = this.#components;
    flight.record = transactions.update(flight.record.id, { ...flight.record, ...change });
  }

  fail(flight: Flight, error: unknown): void {
    this.update(flight, { stage: 'failed', failure: messageOf(error) });
    this.#flights.delete(flight.record.id);
    flight.outcome.reject(error);
  }
}
