import { fundInsurance } from '../../chain/actions/fundInsurance.ts';
import { registerMember } from '../../chain/actions/registerMember.ts';
import { transferToken } from '../../chain/actions/transferToken.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Hex } from '../../core/contentId.ts';
import type { Actor, ActorKeys, LocalAccounts } from './cast.ts';

export interface RegisterCastOptions {
  /** The deployer's client: he holds the tokens. */
  readonly chain: ChainClient;
  readonly connect: (privateKey: Hex) => Promise<ChainClient>;
  readonly cast: readonly Actor[];
  readonly accounts: LocalAccounts;
}

const TOS = 10n ** 18n;
const STAKE = 1_000n * TOS;
const PUBLISHER_FUNDS = 100_000n * TOS;
const INSURANCE = 1_000n * TOS;

/**
 * Gives everyone tokens and has every owner register his worker.
 *
 * @returns member ids in the order of the cast
 */
export async function registerCast(options: RegisterCastOptions): Promise<number[]> {
  const { chain, connect, cast, accounts } = options;
  for (const { address } of accounts.publishers) {
    await transferToken(chain, { to: address, amount: PUBLISHER_FUNDS });
  }
  for (const { owner } of accounts.actors) await transferToken(chain, { to: owner, amount: STAKE });
  // The court starts with something to pay experts from whose ruling proves an appellant right.
  await fundInsurance(chain, { amount: INSURANCE });
  const ids: number[] = [];
  // In the order of the cast, so that member ids are the same in every run of a seed.
  for (const [index, actor] of cast.entries()) {
    const keys = accounts.actors[index];
    if (keys !== undefined)
      ids.push(await registerActor(await connect(keys.ownerKey), actor, keys));
  }
  return ids;
}

async function registerActor(owner: ChainClient, actor: Actor, keys: ActorKeys): Promise<number> {
  const { memberId } = await registerMember(owner, {
    role: actor.role,
    amount: STAKE,
    worker: keys.worker,
  });
  return memberId;
}
