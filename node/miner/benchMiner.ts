import { PoiwError } from '../../core/errors.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import { benchModel } from '../model/benchModel.ts';
import type { ModelSettings } from '../model/modelSettings.ts';
import { createNodePool } from '../createNodePool.ts';

export interface BenchMinerOptions {
  readonly seconds: number;
  readonly threads: number;
  /** Measured too, after the checks. */
  readonly model?: ModelSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
}

export interface MinerBench {
  readonly seconds: number;
  readonly threads: number;
  /** Checks that ended in the time. */
  readonly checks: number;
  readonly checksPerSecond: number;
  /** The configured model; null without one. */
  readonly model: string | null;
  /** Tokens it writes a second, with as many requests side by side as it takes. */
  readonly tokensPerSecond: number | null;
}

/** The package holds this release. */
const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;

/**
 * How fast this machine checks, measured for some seconds on the miner's own worker threads: each
 * check compiles a contract nobody has compiled before, as an attempt at an exploit does.
 *
 * @throws PoiwError E_ABORTED, E_COMPILER, E_MODEL_*
 */
export async function benchMiner(options: BenchMinerOptions): Promise<MinerBench> {
  const checks = await benchChecks(options);
  if (options.model === undefined) return { ...checks, model: null, tokensPerSecond: null };
  const { model, rows } = await benchModel(options.model, options);
  const tokensPerSecond = Math.max(...rows.map((row) => row.tokensPerSecond));
  return { ...checks, model, tokensPerSecond };
}

async function benchChecks(
  options: BenchMinerOptions,
): Promise<Omit<MinerBench, 'model' | 'tokensPerSecond'>> {
  const { seconds, threads, signal, monotonic } = options;
  const pool = createNodePool({ threads });
  try {
    // The first check of a thread loads its compiler: a miner pays that once, not per check.
    await Promise.all(Array.from({ length: threads }, (_, at) => check(pool, -1 - at, signal)));
    const start = monotonic();
    let begun = 0;
    let ended = 0;
    const work = async () => {
      while (monotonic() - start < seconds * 1000) {
        if (signal.aborted) throw new PoiwError('E_ABORTED', 'stopped by request');
        await check(pool, (begun += 1), signal);
        ended += 1;
      }
    };
    await Promise.all(Array.from({ length: threads }, work));
    const took = (monotonic() - start) / 1000;
    const checksPerSecond = Math.round((100 * ended) / took) / 100;
    return { seconds: took, threads, checks: ended, checksPerSecond };
  } finally {
    await pool.stop();
  }
}

async function check(pool: CheckPool, number: number, signal: AbortSignal): Promise<void> {
  const sources = { 'Vault.sol': vault(number) };
  const { errors } = await compileJob(
    { sources, compiler: COMPILER, output: 'contracts' },
    { pool, signal },
  );
  if (errors.length > 0) throw new PoiwError('E_BUG', 'the bench contract does not compile');
}

function vault(number: number): string {
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Vault {
  mapping(address => uint256) public balances;
  int256 public constant NUMBER = ${number};
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw(uint256 amount) external {
    balances[msg.sender] -= amount;
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok, "no");
  }
}
`;
}
