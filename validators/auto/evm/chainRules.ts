import { paramsBlock } from '@ethereumjs/block';
import { Common, Mainnet } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { paramsVM } from '@ethereumjs/vm';

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
    super({ chain: { ...Mainnet, chainId: CHAIN_ID }, hardfork });
    // Last the machine's: of a value that two tables hold, the one a machine leaves behind counts.
    for (const table of [paramsBlock, paramsTx, paramsEVM, paramsVM]) super.updateParams(table);
  }

  override updateParams(): void {
    // Nothing to add.
  }
}
