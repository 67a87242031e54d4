import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { MerkleStateManager, OriginalStorageCache } from '@ethereumjs/statemanager';
import {
  Account,
  createAccount,
  createAddressFromString,
  hexToBytes,
  unpadBytes,
  type Address,
} from '@ethereumjs/util';
import { keccak256 } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { chainRules } from './chainRules.ts';

type Key = Hex;

/**
 * Accounts, code and storage in maps, with an undo log: a checkpoint costs nothing, where the
 * library's in-memory manager copies the whole state. Attacks that call themselves a thousand
 * times make tens of thousands of checkpoints.
 */
export class JournaledState implements StateManagerInterface {
  readonly originalStorageCache: OriginalStorageCache;
  readonly #accounts = new Map<Key, Account>();
  readonly #code = new Map<Key, Uint8Array>();
  readonly #storage = new Map<Key, Map<Key, Uint8Array>>();
  #undo: (() => void)[] = [];
  #checkpoints: number[] = [];

  constructor() {
    this.originalStorageCache = new OriginalStorageCache((address, key) =>
      this.getStorage(address, key),
    );
  }

  getAccount(address: Address): Promise<Account | undefined> {
    const account = this.#accounts.get(keyOf(address));
    // The EVM changes accounts in place before it puts them: it must never hold our copy.
    return Promise.resolve(account === undefined ? undefined : copyOf(account));
  }

  putAccount(address: Address, account?: Account): Promise<void> {
    this.#write(
      this.#accounts,
      keyOf(address),
      account === undefined ? undefined : copyOf(account),
    );
    return Promise.resolve();
  }

  async deleteAccount(address: Address): Promise<void> {
    await this.putAccount(address);
    this.#write(this.#code, keyOf(address), undefined);
    await this.clearStorage(address);
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? createAccount({});
    account.nonce = fields.nonce ?? account.nonce;
    account.balance = fields.balance ?? account.balance;
    account.codeHash = fields.codeHash ?? account.codeHash;
    account.storageRoot = fields.storageRoot ?? account.storageRoot;
    await this.putAccount(address, account);
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    this.#write(this.#code, keyOf(address), code);
    await this.modifyAccountFields(address, { codeHash: hexToBytes(keccak256(code) as Hex) });
  }

  getCode(address: Address): Promise<Uint8Array> {
    return Promise.resolve(this.#code.get(keyOf(address)) ?? new Uint8Array(0));
  }

  getCodeSize(address: Address): Promise<number> {
    return Promise.resolve(this.#code.get(keyOf(address))?.length ?? 0);
  }

  getStorage(address: Address, slot: Uint8Array): Promise<Uint8Array> {
    const value = this.#storage.get(keyOf(address))?.get(hexOf(slot));
    return Promise.resolve(value ?? new Uint8Array(0));
  }

  putStorage(address: Address, slot: Uint8Array, value: Uint8Array): Promise<void> {
    const bytes = unpadBytes(value);
    this.#write(this.#slotsOf(keyOf(address)), hexOf(slot), bytes.length === 0 ? undefined : bytes);
    return Promise.resolve();
  }

  clearStorage(address: Address): Promise<void> {
    const slots = this.#slotsOf(keyOf(address));
    for (const slot of [...slots.keys()]) this.#write(slots, slot, undefined);
    return Promise.resolve();
  }

  checkpoint(): Promise<void> {
    this.#checkpoints.push(this.#undo.length);
    return Promise.resolve();
  }

  commit(): Promise<void> {
    this.#checkpoints.pop();
    if (this.#checkpoints.length === 0) this.#undo = [];
    return Promise.resolve();
  }

  revert(): Promise<void> {
    const back = this.#checkpoints.pop() ?? 0;
    while (this.#undo.length > back) this.#undo.pop()?.();
    return Promise.resolve();
  }

  /** Undoes every open checkpoint: the state of the last finished transaction. */
  async revertAll(): Promise<void> {
    while (this.#checkpoints.length > 0) await this.revert();
    this.#undo = [];
    this.originalStorageCache.clear();
  }

  /** The Merkle-Patricia root any Ethereum client would have over the same state. */
  async getStateRoot(): Promise<Uint8Array> {
    // The form of the state does not depend on the rules; left out, it makes rules of its own.
    const merkle = new MerkleStateManager({ common: chainRules('prague') });
    for (const [key, account] of this.#accounts) {
      const address = createAddressFromString(key);
      await merkle.putAccount(
        address,
        createAccount({ nonce: account.nonce, balance: account.balance }),
      );
      const code = this.#code.get(key);
      if (code !== undefined) await merkle.putCode(address, code);
      for (const [slot, value] of this.#storage.get(key) ?? []) {
        await merkle.putStorage(address, hexToBytes(slot), value);
      }
    }
    await merkle.flush();
    return merkle.getStateRoot();
  }

  setStateRoot(): Promise<void> {
    return Promise.reject(new Error('state is set by its transactions only'));
  }

  hasStateRoot(): Promise<boolean> {
    return Promise.resolve(false);
  }

  clearCaches(): void {
    this.originalStorageCache.clear();
  }

  /** An independent copy; only between transactions. */
  shallowCopy(): JournaledState {
    const copy = new JournaledState();
    for (const [key, account] of this.#accounts) copy.#accounts.set(key, account);
    for (const [key, code] of this.#code) copy.#code.set(key, code);
    for (const [key, slots] of this.#storage) copy.#storage.set(key, new Map(slots));
    return copy;
  }

  #slotsOf(key: Key): Map<Key, Uint8Array> {
    let slots = this.#storage.get(key);
    if (slots === undefined) {
      slots = new Map();
      this.#storage.set(key, slots);
    }
    return slots;
  }

  #write<Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
    const before = map.get(key);
    if (this.#checkpoints.length > 0) this.#undo.push(() => assign(map, key, before));
    assign(map, key, value);
  }
}

function assign<Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function copyOf({ nonce, balance, storageRoot, codeHash }: Account): Account {
  // Runs at every account access; the factory converts each field through bytes first.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return new Account(nonce, balance, storageRoot, codeHash);
}

function keyOf(address: Address): Key {
  return address.toString();
}

function hexOf(bytes: Uint8Array): Key {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}
