import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import type { ParseResult } from '../../validators/auto/languages/source.ts';
import { ratioTarget, timed, type Measure } from './measure.ts';

/** Ten lines of TypeScript checked by a warm worker, against spawning `tsc` on the same file. */
export const typecheck: Measure = {
  name: 'typecheck',
  async run({ quick }) {
    const pool = createCheckPool({ threads: 1 });
    const folder = mkdtempSync(join(tmpdir(), 'poiw-bench-'));
    const signal = new AbortController().signal;
    const check = (text: string) => {
      const settings = { language: 'typescript', level: 'types', libs: ['es2022'], sources: ['a.ts'] }; // prettier-ignore
      return pool.run<ParseResult>({ name: 'parse', settings, files: { 'a.ts': text } } as never, { signal }); // prettier-ignore
    };
    const best = { warm: Infinity, tsc: Infinity };
    try {
      for (let n = 0; n < 10; n += 1) await check(snippet(n));
      for (let round = 0; round < (quick ? 4 : 8); round += 1) {
        for (let n = 0; n < 20; n += 1) {
          const text = snippet(100 * round + n);
          best.warm = Math.min(best.warm, await timed(() => check(text)));
        }
        best.tsc = Math.min(best.tsc, await timed(() => spawnTsc(folder, snippet(round))));
      }
    } finally {
      await pool.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    return {
      targets: [ratioTarget('typecheck vs tsc', { value: best.tsc / best.warm, target: 60, baseline: best.tsc })], // prettier-ignore
      rows: [{ measure: 'typecheck', unit: 'ms', ...best }],
    };
  },
};

const snippet = (n: number) => `interface Order${n} {
  readonly id: string;
  readonly amounts: readonly number[];
}

export function total${n}(orders: readonly Order${n}[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { id, amounts } of orders) {
    sums.set(id, amounts.reduce((sum, amount) => sum + amount, sums.get(id) ?? ${n}));
  }
  return sums;
}
`;

function spawnTsc(folder: string, text: string): void {
  const file = join(folder, 'a.ts');
  writeFileSync(file, text);
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2022', file], { cwd: folder }); // prettier-ignore
}
