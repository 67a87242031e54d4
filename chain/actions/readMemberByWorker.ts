import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import type { Member } from '../member.ts';
import { readMember } from './readMember.ts';

/** The member a hot key works for; undefined when none. */
export async function readMemberByWorker(
  client: ChainClient,
  { worker }: { readonly worker: Hex },
): Promise<Member | undefined> {
  const call = { contract: 'StakeManager', method: 'idOfWorker', args: [worker] } as const;
  const memberId = Number(await client.read(call));
  return memberId === 0 ? undefined : readMember(client, { memberId });
}
