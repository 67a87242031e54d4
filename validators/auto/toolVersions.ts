import { installedTool } from './installedTool.ts';

/**
 * Version of the rules in this folder. Raise it with every change that can change a verdict or a
 * receipt: validators with different versions disagree openly instead of silently.
 */
export const CHECKS_VERSION = '5';

/** The packages that execute code on a chain, as installed. */
export function evmTools(): Readonly<Record<string, string>> {
  return Object.fromEntries(EVM.map((name) => [name, installedTool(name)]));
}

const EVM = ['@ethereumjs/evm', '@ethereumjs/vm'];
