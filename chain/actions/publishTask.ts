import { Signature } from 'ethers';
import { publisherStake } from '../../core/economy/publisherStake.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainClient, ContractCall, MinedTransaction } from '../chainClient.ts';
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
 *
 * @param intent names the publication: by this name a task is published once, also after a crash
 * @throws PoiwError E_PROTECTION when other terms were published under the name, and what
 * {@link ChainClient.send} throws
 */
export async function publishTask(
  client: ChainClient,
  terms: TaskTerms,
  { intent }: { readonly intent?: string } = {},
): Promise<PublishedTask> {
  const before = intent === undefined ? undefined : client.recorded(intent);
  if (intent !== undefined && before !== undefined) {
    try {
      return publishedBy(await client.send(recordedCall(client, terms, { ...before, intent })));
    } catch (error) {
      // Refused for good, as when the permit was too old: nothing was published, so begin anew.
      if (client.recorded(intent) !== undefined) throw error;
    }
  }
  const quote = { contract: 'Economy', method: 'quote', args: [terms.kind, terms.reward] } as const;
  const fee = (await client.read(quote)) as bigint;
  const permit = await signPermit(client, terms.reward + publisherStake(terms.reward) + fee);
  const call = { ...CALL, args: [encodeTerms(terms), ...permit] };
  return publishedBy(await client.send(intent === undefined ? call : { ...call, intent }));
}

type PublishedTask = MinedTransaction & { readonly taskId: bigint };

const CALL = { contract: 'TaskManager', method: 'publishWithPermit' } as const;

/** A permit is of its moment: what is on record is sent as it is. */
function recordedCall(
  { interfaces }: ChainClient,
  terms: TaskTerms,
  { data, intent }: { readonly data: string; readonly intent: string },
): ContractCall {
  const abi = interfaces[CALL.contract];
  const [, ...permit] = abi.decodeFunctionData(CALL.method, data).toArray() as unknown[];
  const args = [encodeTerms(terms), ...permit];
  if (abi.encodeFunctionData(CALL.method, args) === data) return { ...CALL, args, intent };
  throw new PoiwError('E_PROTECTION', `other terms are on record for ${intent}`, {
    hint: 'publish with the terms you began with, or under another name (--round)',
  });
}

function publishedBy(mined: MinedTransaction): PublishedTask {
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
