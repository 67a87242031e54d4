import { getAddress, isAddress } from 'ethers';
import { readMember } from '../chain/actions/readMember.ts';
import { registerMember } from '../chain/actions/registerMember.ts';
import type { Member } from '../chain/member.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { loadKey } from './loadKey.ts';
import { openNetwork, type NetworkChoice } from './openNetwork.ts';

export interface StakeOptions extends NetworkChoice {
  /** Key reference of the cold owner key. */
  readonly key: string;
  readonly passwordFile?: string;
  readonly role: Member['role'];
  readonly worker: string;
  /** wei */
  readonly amount: bigint;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Registers a worker with a stake; the owner's key is used for this and not by any daemon. */
export async function stake(options: StakeOptions): Promise<Member> {
  const { worker } = options;
  if (!isAddress(worker)) {
    throw new PoiwError('E_USAGE', 'the worker is no address', {
      details: { worker },
      hint: 'an address is 0x and 40 hex digits',
    });
  }
  const privateKey = await loadKey(options.key, options);
  const { chain } = await openNetwork(options, { signal: options.signal, privateKey });
  const { memberId } = await registerMember(chain, {
    role: options.role,
    amount: options.amount,
    worker: getAddress(worker) as Hex,
  });
  return readMember(chain, { memberId });
}
