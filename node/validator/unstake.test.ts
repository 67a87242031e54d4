import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerMember } from '../../chain/actions/registerMember.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { startLocalChain, TOS, type LocalChain } from '../../chain/test/localChain.ts';
import type { Hex } from '../../core/contentId.ts';
import { jurorDuties } from './jurorDuties.ts';
import { unstake } from './unstake.ts';

let chain: LocalChain;
let owner: ChainClient;
const worker = new Wallet(`0x${'31'.repeat(32)}`).address as Hex;
beforeAll(async () => {
  chain = await startLocalChain();
  owner = await chain.outsider();
  await registerMember(owner, { role: 'peer', amount: 100n * TOS, worker });
});
afterAll(() => chain.stop());

describe('unstake', () => {
  test('default: asked for, waited for, withdrawn; a step a call', async () => {
    const duties = await jurorDuties(chain.root, { worker, fromBlock: 0 });
    expect(duties).toMatchObject({ duties: [], exposure: 0n, member: { staked: 100n * TOS } });
    const part = await unstake(owner, { worker, amount: 20n * TOS });
    expect(part).toMatchObject({ did: 'requested', amount: 20n * TOS });
    const waiting = await unstake(owner, { worker, amount: 20n * TOS });
    expect(waiting).toMatchObject({ did: 'waiting', amount: 20n * TOS, readyAt: part.readyAt });
    await chain.warpTo(part.readyAt + 1);
    const paid = await unstake(owner, { worker, amount: 20n * TOS });
    expect(paid).toMatchObject({ did: 'withdrawn', amount: 20n * TOS });
  });

  test('behavior: leaving asks for what an earlier request left, and waits for all of it', async () => {
    const part = await unstake(owner, { worker, amount: 30n * TOS });
    const rest = await unstake(owner, { worker });
    expect(rest).toMatchObject({ did: 'requested', amount: 80n * TOS });
    expect(rest.readyAt).toBeGreaterThanOrEqual(part.readyAt);
    expect(await unstake(owner, { worker })).toMatchObject({ did: 'waiting', amount: 80n * TOS });
    await chain.warpTo(rest.readyAt + 1);
    expect(await unstake(owner, { worker })).toMatchObject({ did: 'withdrawn', amount: 80n * TOS });
    const gone = { code: 'E_CHAIN_REJECTED', message: 'nothing is staked' };
    await expect(unstake(owner, { worker })).rejects.toMatchObject(gone);
  });

  test('error: a worker nobody registered', async () => {
    const stranger = new Wallet(`0x${'32'.repeat(32)}`).address as Hex;
    await expect(unstake(owner, { worker: stranger })).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
  });
});
