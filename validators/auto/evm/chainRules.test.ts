import { Common, Mainnet } from '@ethereumjs/common';
import { createLegacyTx } from '@ethereumjs/tx';
import { expect, test } from 'vitest';
import { chainRules } from './chainRules.ts';

test.each(['homestead', 'byzantium', 'cancun'])(
  'behavior: a transaction is signed as the machine’s own code signs it, under %s',
  (hardfork) => {
    const plain = new Common({ chain: { ...Mainnet, chainId: 31337 }, hardfork });
    for (let nonce = 0; nonce < 20; nonce += 1) {
      const key = new Uint8Array(32).fill(nonce + 1);
      const fields = {
        nonce,
        gasPrice: 0n,
        gasLimit: 100_000n,
        value: 1n,
        data: '0x1234',
      } as const;
      const [own, theirs] = [chainRules(hardfork), plain].map((common) =>
        createLegacyTx(fields, { common }).sign(key, false),
      );
      expect(own?.hash()).toEqual(theirs?.hash());
    }
  },
);
