import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChainClient } from '../../chain/chainClient.ts';
import { startLocalChain, TOS, type LocalChain } from '../../chain/test/localChain.ts';
import { appointPoster, postWrongRoot } from '../../chain/test/payRoots.ts';
import type { Hex } from '../../core/contentId.ts';
import { payBooks, type PayEpoch } from '../../core/economy/payBooks.ts';
import { challengePay, postPay } from './payRoot.ts';

let chain: LocalChain;
let poster: ChainClient;
const stream = id('peers') as Hex;
const account = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`;
const line = (index: number, score: number) => ({
  ...{ index, account: account(index + 1), seats: 4, score, wages: 6n * TOS },
});
const of = (epoch: bigint, before: PayEpoch['before'] = []): PayEpoch => ({
  ...{ stream, epoch, slope: 2n * TOS, before },
  scores: [line(0, 1_500_000), line(1, -500_000), line(2, 0)],
});

beforeAll(async () => {
  chain = await startLocalChain();
  poster = await appointPoster(chain, { stream, purse: 1_000n * TOS });
}, 180_000);
afterAll(() => chain.stop());

describe('pay roots', () => {
  test('default: what core makes of the scores is what the chain cannot be shown to be wrong', async () => {
    const { entries, total, bond } = await postPay(poster, of(1n));
    expect(bond).toBe(1_000n * TOS);
    expect(entries.reduce((sum, one) => sum + one.cumulative, 0n)).toBe(total);
    // Wages of 18 in all, and what one gains the others lose, to less than a wei each.
    expect(18n * TOS - total >= 0n && 18n * TOS - total <= 3n).toBe(true);
    await expect(challengePay(await chain.outsider(), of(1n), entries)).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
    const window = 24 * 3_600;
    const block = await chain.root.provider.getBlock('latest');
    await chain.warpTo((block?.timestamp ?? 0) + window + 1);
    await chain.root.send({
      contract: 'RewardDistributor',
      method: 'finalizeRoot',
      args: [stream],
    });
  });

  test('behavior: one wrong leaf throws a root out, and half of the bond is the challenger’s', async () => {
    const right = payBooks(of(1n)).entries;
    const next = of(2n, right);
    const books = payBooks(next);
    const lie = await postWrongRoot(poster, { stream, epoch: 2n }, { books, index: 1 });
    const challenger = await chain.outsider();
    const balance = () =>
      challenger.read({ contract: 'PoIWToken', method: 'balanceOf', args: [challenger.address] });
    const before = (await balance()) as bigint;
    const due = books.entries[1]?.cumulative ?? 0n;
    expect(await challengePay(challenger, next, lie)).toEqual({
      ...{ epoch: '2', index: 1, proposed: due + 1n, right: due },
    });
    expect(((await balance()) as bigint) - before).toBe(500n * TOS);
  });
});
