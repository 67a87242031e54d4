import { Signature } from 'ethers';
import { publisherStake } from '../../core/economy/publisherStake.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { encodeTerms } from '../encodeTerms.ts';
import { eventOf } from '../eventOf.ts';
import type { TaskTerms } from '../taskState.ts';

const PERMIT = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
};

/** Far enough for a slow chain; the permit is used in the same transaction. */
const PERMIT_SECONDS = 3_600;

/**
 * Puts reward and publisher stake (half the reward) into escrow, pays the publication fee and opens
 * the task, in one transaction: the tokens are allowed by a signed permit.
 */
export async function publishTask(
  client: ChainClient,
  terms: TaskTerms,
): Promise<MinedTransaction & { readonly taskId: bigint }> {
  const quote = { contract: 'Economy', method: 'quote', args: [terms.kind, terms.reward] } as const;
  const fee = (await client.read(quote)) as bigint;
  const permit = await signPermit(client, terms.reward + publisherStake(terms.reward) + fee);
  const mined = await client.send({
    contract: 'TaskManager',
    method: 'publishWithPermit',
    args: [encodeTerms(terms), ...permit],
  });
  return { ...mined, taskId: BigInt(eventOf(mined, 'TaskPublished').args['id'] as string) };
}

async function signPermit(client: ChainClient, value: bigint) {
  const { wallet, addresses, chainId } = client;
  if (wallet === undefined) throw new PoiwError('E_CONFIG', 'publishing needs a key to sign with');
  const [nonce, block] = await Promise.all([
    client.read({ contract: 'PoIWToken', method: 'nonces', args: [wallet.address] }),
    client.provider.getBlock('latest'),
  ]);
  const deadline = (block?.timestamp ?? 0) + PERMIT_SECONDS;
  const domain = { name: 'PoIW Token', version: '1', chainId, verifyingContract: addresses.token };
  const message = {
    owner: wallet.address,
    spender: addresses.taskManager,
    value,
    nonce: nonce as bigint,
    deadline,
  };
  const { v, r, s } = Signature.from(await wallet.signTypedData(domain, PERMIT, message));
  return [deadline, v, r, s] as const;
}
