import { computeAddress, SigningKey } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { hashOf } from '../hashOf.ts';

/**
 * What a scenario's text leaves open, drawn from the beacon: who is who, when it is, how large the
 * `~amounts` are. The beacon is fixed after the answers are, so an exploit that only fits numbers
 * it has seen fails.
 */
export interface World {
  readonly index: number;
  readonly blockNumber: bigint;
  /** Seconds. */
  readonly timestamp: bigint;
  readonly coinbase: Hex;
  /** Factor of `~amounts` in per mille, 800..1200. */
  readonly scale: bigint;
  /** Keys of an actor; they never leave the worker, so an answer cannot sign as anyone. */
  actor(name: string): Actor;
  addressOf(name: string): Hex;
  /** Randomness of a block: its prevrandao and, under another label, its hash. */
  random(label: string, block: bigint): Hex;
}

interface Actor {
  readonly key: Hex;
  /** 64 bytes, without the prefix of its kind. */
  readonly publicKey: Hex;
  readonly address: Hex;
}

/** The `index`-th world of a seed. Equal arguments, equal world. */
export function createWorld(seed: Hex, index: number): World {
  const draw = (...labels: readonly string[]) => hashOf(['poiw.world/v1', seed, index, ...labels]);
  const within = (label: string, span: bigint) => BigInt(draw(label)) % span;
  // Multiplying on the curve takes as long as a small transaction: once an actor is enough.
  const actors = new Map<string, Actor>();
  const actor = (name: string): Actor => {
    let known = actors.get(name);
    if (known === undefined) {
      known = actorOf(draw('key', name));
      actors.set(name, known);
    }
    return known;
  };
  return {
    index,
    blockNumber: 20_000_000n + within('block', 1_000_000n),
    timestamp: 1_750_000_000n + within('time', 31_536_000n),
    coinbase: addressFrom(draw('coinbase')),
    scale: 800n + within('scale', 401n),
    actor,
    addressOf: (name) => actor(name).address,
    random: (label, block) => draw(label, block.toString()),
  };
}

/** A scenario amount in wei: decimal digits, scaled by the world where they follow a `~`. */
export function amountIn(world: Pick<World, 'scale'>, text: string): bigint {
  return text.startsWith('~') ? (BigInt(text.slice(1)) * world.scale) / 1000n : BigInt(text);
}

function actorOf(key: Hex): Actor {
  const { publicKey } = new SigningKey(key);
  const address = computeAddress(publicKey).toLowerCase() as Hex;
  return { key, publicKey: `0x${publicKey.slice(4)}`, address };
}

function addressFrom(hash: Hex): Hex {
  return `0x${hash.slice(-40)}`;
}
