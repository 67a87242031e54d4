import { verifyTypedData } from 'ethers';
import { z } from 'zod';
import type { CommitDomain } from './commitment.ts';
import type { Hex } from './contentId.ts';
import { PoiwError } from './errors.ts';

const word = z.string().regex(/^0x[0-9a-f]{64}$/, '32 bytes, lower case');
const label = z.string().max(120);

/**
 * What a daemon says of itself: alive, and able to do what. Signed by the hot key as EIP-712, so
 * that it cannot be forged, used on another network, or said again later.
 */
const heartbeatSchema = z.strictObject({
  worker: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address'),
  /** Drawn at every start: two at once are two processes with one key. */
  instance: word,
  /** Rises with every heartbeat of an instance. */
  sequence: z.int().min(1),
  /** Unix seconds of the daemon's clock. */
  sentAt: z.int().min(0),
  kinds: z.array(label).max(32),
  specialties: z.array(label).max(32),
  /** Models it works with; empty for tools alone. */
  models: z.array(label).max(16),
  /** Thousandths of a check a second; 0 when not measured. */
  checkSpeed: z.int().min(0),
  /** Thousandths of a token a second; 0 when not measured or without a model. */
  tokenSpeed: z.int().min(0),
  /** Work under way, thousandths of what it does side by side. */
  load: z.int().min(0).max(64_000),
  region: z.string().regex(/^[a-z0-9-]{1,32}$/),
});

export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const signedHeartbeatSchema = z.strictObject({
  heartbeat: heartbeatSchema,
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/, 'a signature'),
});

export type SignedHeartbeat = z.infer<typeof signedHeartbeatSchema>;

/** EIP-712 types of a heartbeat. */
export const HEARTBEAT_TYPES = {
  Heartbeat: [
    { name: 'worker', type: 'address' },
    { name: 'instance', type: 'bytes32' },
    { name: 'sequence', type: 'uint64' },
    { name: 'sentAt', type: 'uint64' },
    { name: 'kinds', type: 'string[]' },
    { name: 'specialties', type: 'string[]' },
    { name: 'models', type: 'string[]' },
    { name: 'checkSpeed', type: 'uint64' },
    { name: 'tokenSpeed', type: 'uint64' },
    { name: 'load', type: 'uint32' },
    { name: 'region', type: 'string' },
  ],
};

/** EIP-712 domain of heartbeats: one network, and nothing but heartbeats. */
export function heartbeatDomain({ chainId, contract }: CommitDomain) {
  return { name: 'PoIW heartbeat', version: '1', chainId, verifyingContract: contract };
}

/**
 * Checks who signed a heartbeat; form and freshness are the caller's.
 *
 * @throws PoiwError E_SIGNATURE
 */
export function assertSignedBy(domain: CommitDomain, signed: SignedHeartbeat): void {
  const { heartbeat, signature } = signed;
  let signer: Hex | undefined;
  try {
    signer = verifyTypedData(heartbeatDomain(domain), HEARTBEAT_TYPES, heartbeat, signature) as Hex;
  } catch {
    signer = undefined;
  }
  if (signer?.toLowerCase() === heartbeat.worker.toLowerCase()) return;
  throw new PoiwError('E_SIGNATURE', `the heartbeat of ${heartbeat.worker} is not signed by it`, {
    details: { worker: heartbeat.worker, signer: signer ?? null },
    hint: 'it was changed on the way, or it is for another network',
  });
}
