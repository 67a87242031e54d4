import { HDNodeWallet, id as keccakOfText, Mnemonic } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import type { TaskKind } from '../../core/taskKind.ts';

/** How a demo participant behaves; only `honest` is code that real participants run unchanged. */
type Behaviour = 'honest' | 'copycat' | 'bluffer' | 'silent';

/** One operating-system process of a local network. */
export interface Actor {
  readonly name: string;
  readonly role: 'miner' | 'auto' | 'peer' | 'expert';
  readonly behaviour: Behaviour;
  /** Miners only: kinds they work on. */
  readonly kinds: readonly TaskKind[];
  /** Miners only: baseline templates they do without, so that skills differ. */
  readonly without: readonly string[];
  /** More arguments of its command line. */
  readonly args?: readonly string[];
  /** What it needs of the user's environment; everything else is kept from it. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An owner (cold: stakes and is paid) and a worker (hot: works and votes) account. */
export interface ActorKeys {
  readonly owner: Hex;
  readonly ownerKey: Hex;
  readonly worker: Hex;
  readonly workerKey: Hex;
}

/** Accounts of a local network: the anvil node funds the first `count` of the mnemonic. */
export interface LocalAccounts {
  readonly mnemonic: string;
  readonly count: number;
  readonly deployer: { readonly address: Hex; readonly key: Hex };
  readonly publishers: readonly { readonly address: Hex; readonly key: Hex }[];
  /** Gets the network's part; nobody's account. */
  readonly treasury: Hex;
  /** In the order of the cast. */
  readonly actors: readonly ActorKeys[];
}

const PUBLISHERS = 2;
const FIRST_ACTOR = 1 + PUBLISHERS;

/**
 * Keys of a local network, derived from a public seed word: the same seed gives the same addresses.
 * They guard nothing but play money on a chain that only this machine can reach.
 */
export function localAccounts(seed: string, actors: number): LocalAccounts {
  const mnemonic = Mnemonic.fromEntropy(keccakOfText(`poiw/local/${seed}`));
  const root = HDNodeWallet.fromMnemonic(mnemonic, "m/44'/60'/0'/0");
  const account = (index: number) => {
    const { address, privateKey } = root.deriveChild(index);
    return { address: address as Hex, key: privateKey as Hex };
  };
  return {
    mnemonic: mnemonic.phrase,
    count: FIRST_ACTOR + 2 * actors,
    deployer: account(0),
    treasury: account(FIRST_ACTOR + 2 * actors).address,
    publishers: Array.from({ length: PUBLISHERS }, (_, index) => account(1 + index)),
    actors: Array.from({ length: actors }, (_, index) => {
      const owner = account(FIRST_ACTOR + 2 * index);
      const worker = account(FIRST_ACTOR + 1 + 2 * index);
      return {
        owner: owner.address,
        ownerKey: owner.key,
        worker: worker.address,
        workerKey: worker.key,
      };
    }),
  };
}
