import type { Hex } from '../../core/contentId.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { checkAnswerBytes } from '../../node/checkFolder.ts';
import { loadTaskFolder } from '../../tasks/loadTaskFolder.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { atLeast } from '../target.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';

const SEED: Hex = `0x${'5a'.repeat(32)}`;
const SAMPLE = 'tasks/samples/audit-harbor';

/** Findings of the solver without a model that the validators' engine confirms, a minute. */
export async function measureBaseline({ say }: MeasureOptions): Promise<Measure> {
  say(`baseline: ${SAMPLE}`);
  const { spec, files, id } = (await loadTaskFolder(SAMPLE)).package;
  const pool = createCheckPool({ threads: 1 });
  const signal = new AbortController().signal;
  const start = performance.now();
  const answer = await createBaselineSolver().solve({
    ...{ task: { spec, files, id }, seed: SEED, pool, signal, progress: () => undefined },
  });
  const minutes = (performance.now() - start) / 60_000;
  await pool.stop();
  const { built } = await checkAnswerBytes(SAMPLE, canonicalBytes(answer), {
    ...{ signal, progress: () => undefined },
  });
  const confirmed = (built.report.answers[0]?.items ?? []).filter(
    ({ verdict }) => verdict === 'valid',
  ).length;
  return {
    targets: [
      atLeast({
        ...{ name: 'baseline confirmed findings', value: confirmed, target: 2 },
        ...{ unit: 'findings', baseline: null },
      }),
    ],
    rows: {
      baseline: {
        confirmed,
        seconds: round(minutes * 60, 1),
        'baseline findings per minute': round(confirmed / minutes),
      },
    },
  };
}
