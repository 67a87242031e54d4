import { chainTime } from '../../chain/actions/chainTime.ts';
import { registerMember } from '../../chain/actions/registerMember.ts';
import { approveToken } from '../../chain/actions/approveToken.ts';
import type { LocalChain } from '../../chain/test/localChain.ts';
import { TOS } from '../../chain/test/localChain.ts';
import type { StakeGas } from './gasTargets.ts';

const DAY = 86_400;

/** What coming and going costs a member. */
export async function measureStake(chain: LocalChain): Promise<StakeGas> {
  const [owner, worker] = [await chain.outsider(), await chain.outsider()];
  const { memberId } = await registerMember(owner, {
    role: 'expert',
    amount: 100n * TOS,
    worker: worker.address ?? '0x',
  });
  await approveToken(owner, { spender: chain.addresses.stakeManager, amount: 10n * TOS });
  const send = async (method: string, ...args: readonly unknown[]) =>
    Number((await owner.send({ contract: 'StakeManager', method, args })).gasUsed);
  const topUp = await send('topUp', memberId, 10n * TOS);
  const requestUnstake = await send('requestUnstake', memberId, 50n * TOS);
  await chain.warpTo((await chainTime(chain.root)).timestamp + DAY + 1);
  return { topUp, requestUnstake, withdraw: await send('withdraw', memberId) };
}
