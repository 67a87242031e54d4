import { paramsBlock } from '@ethereumjs/block';
import { Common, Mainnet } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { hexToBytes } from '@ethereumjs/util';
import { paramsVM } from '@ethereumjs/vm';
import { hexlify, SigningKey } from 'ethers';

const CHAIN_ID = 31337;

/** The rules of a hardfork for one chain: its machine, blocks and transactions share them. */
export function chainRules(hardfork: string): Common {
  let rules = known.get(hardfork);
  if (rules === undefined) {
    rules = new SettledRules(hardfork);
    known.set(hardfork, rules);
  }
  // A machine listens to the rules it was given: it must not be kept alive by those of all chains.
  return rules.copy();
}

const known = new Map<string, Common>();

/**
 * Rules with all tables of prices in them. Every block, transaction and machine merges its table
 * anew, which took a sixth of the time of a scenario; here it is done once.
 */
class SettledRules extends Common {
  constructor(hardfork: string) {
    super({
      chain: { ...Mainnet, chainId: CHAIN_ID },
      hardfork,
      customCrypto: { ecsign: signOpenly },
    });
    // Last the machine's: of a value that two tables hold, the one a machine leaves behind counts.
    for (const table of [paramsBlock, paramsTx, paramsEVM, paramsVM]) super.updateParams(table);
  }

  override updateParams(): void {
    // Nothing to add.
  }
}

/**
 * The same signature as the machine's own (RFC 6979) in two thirds of the time, which leaves out
 * what hides the key: these are drawn from a seed that everybody knows.
 */
function signOpenly(digest: Uint8Array, key: Uint8Array): Uint8Array<ArrayBuffer> {
  const { r, s, yParity } = new SigningKey(key).sign(hexlify(digest));
  return Uint8Array.of(
    yParity,
    ...hexToBytes(r as `0x${string}`),
    ...hexToBytes(s as `0x${string}`),
  );
}
