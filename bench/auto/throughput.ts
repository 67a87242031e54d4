import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import { ratioTarget, timed, type Measure } from './measure.ts';
import { tinyContract } from './tinyContract.ts';

const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;

/**
 * Tiny contracts compiled per second by a warm pool, against `npx solcjs` one file after another,
 * and by two threads against one. Rounds are interleaved; the best of each counts.
 */
export const throughput: Measure = {
  name: 'throughput',
  async run({ quick }) {
    const [one, two] = [createCheckPool({ threads: 1 }), createCheckPool({ threads: 2 })];
    const folder = mkdtempSync(join(tmpdir(), 'poiw-bench-'));
    const best = { one: Infinity, two: Infinity, npx: Infinity };
    try {
      for (const pool of [one, two]) await perJob(pool, 24);
      for (let round = 0; round < (quick ? 4 : 14); round += 1) {
        best.two = Math.min(best.two, await perJob(two, 60));
        best.one = Math.min(best.one, await perJob(one, 30));
        if (round < 4) best.npx = Math.min(best.npx, await timed(() => solcjs(folder)));
      }
    } finally {
      await Promise.all([one.stop(), two.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
    return {
      targets: [
        ratioTarget('pool vs npx solcjs', { value: best.npx / best.two, target: 40, baseline: best.npx }), // prettier-ignore
        ratioTarget('two threads vs one', { value: best.one / best.two, target: 1.85, baseline: best.one }), // prettier-ignore
      ],
      rows: [{ measure: 'throughput', unit: 'ms per tiny contract', ...best }],
    };
  },
};

async function perJob(pool: CheckPool, jobs: number): Promise<number> {
  const runtime = { pool, signal: new AbortController().signal };
  const all = Array.from({ length: jobs }, () => {
    const { name, source } = tinyContract();
    return { sources: { [`${name}.sol`]: source }, compiler: COMPILER, output: 'contracts' } as const; // prettier-ignore
  });
  const took = await timed(() => Promise.all(all.map((one) => compileJob(one, runtime))));
  return took / jobs;
}

function solcjs(folder: string): void {
  const { name, source } = tinyContract();
  writeFileSync(join(folder, `${name}.sol`), source);
  const file = join(folder, `${name}.sol`);
  execFileSync('npx', ['--no-install', 'solcjs', '--bin', '--abi', '--optimize', '--base-path', folder, '-o', folder, file]); // prettier-ignore
}
