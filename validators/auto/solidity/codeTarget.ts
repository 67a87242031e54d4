import { gte } from 'semver';
import { EVM_VERSIONS, type CompilerSettings } from '../../../tasks/kinds/scenario.ts';

type EvmVersion = CompilerSettings['evmVersion'];

/** First release whose code generator knows these rules as its own. */
const KNOWN_FROM: Readonly<Record<EvmVersion, string>> = {
  byzantium: '0.4.21',
  petersburg: '0.5.5',
  istanbul: '0.5.14',
  berlin: '0.8.5',
  london: '0.8.7',
  paris: '0.8.18',
  shanghai: '0.8.20',
  cancun: '0.8.25',
};

/**
 * The rules to generate code for, as a compiler setting: those of the task's chain, or the newest
 * before them that the release knows. Releases of before 0.4.21 cannot be told.
 */
export function codeTarget({ solc, evmVersion }: CompilerSettings): { evmVersion?: EvmVersion } {
  const target = EVM_VERSIONS.slice(0, EVM_VERSIONS.indexOf(evmVersion) + 1).findLast((one) =>
    gte(solc, KNOWN_FROM[one]),
  );
  return target === undefined ? {} : { evmVersion: target };
}
