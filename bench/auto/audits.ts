import { readFileSync } from 'node:fs';
import type { Json } from '../../core/canonicalJson.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdOf } from '../../core/contentId.ts';
import { loadTaskFolder } from '../../tasks/loadTaskFolder.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { verifyAnswers } from '../../validators/auto/verifyAnswers.ts';
import { timed, type Measure } from './measure.ts';

const FOLDER = 'tasks/samples/audit-harbor';

/**
 * End to end: whole answers to the audit sample, from bytes to report, on two threads. Every round
 * has a seed of its own; answers differ in their order of findings and in nothing that is cached
 * by exploit. No target is promised: the growth with the number of findings is the figure to watch.
 */
export const audits: Measure = {
  name: 'audits',
  async run({ quick }) {
    const pool = createCheckPool({ threads: 2 });
    const runtime = { pool, signal: new AbortController().signal };
    const { package: task, hiddenPack } = await loadTaskFolder(FOLDER);
    const hidden = hiddenPack === undefined ? null : contentIdOf(hiddenPack);
    const gold = JSON.parse(readFileSync(`${FOLDER}/hidden/gold.json`, 'utf8')) as {
      readonly findings: readonly Json[];
    };
    const verify = (findings: number, answers: number, round: number) => {
      const bytes = canonicalBytes({ task: task.id, findings: gold.findings.slice(0, findings) });
      const seed = `0x${(round + 1).toString(16).padStart(64, '0')}` as const;
      const submitted = Array.from({ length: answers }, (_, slot) => ({ slot, bytes }));
      return verifyAnswers({ task, hidden, seed, answers: submitted }, runtime);
    };
    try {
      await verify(gold.findings.length, 2, 0);
      const rows: Row[] = [];
      let round = 1;
      for (let findings = 1; findings <= gold.findings.length; findings += 1) {
        const answers = quick ? 4 : 12;
        const ms = await timed(() => verify(findings, answers, round));
        round += 1;
        const secondsEach = Math.round(ms / answers) / 1000;
        rows.push({ findings, answers, auditsPerMinute: Math.round((60_000 * answers) / ms), secondsEach }); // prettier-ignore
      }
      return {
        targets: [],
        rows: [...rows.map((row) => ({ measure: 'audits', ...row })), growthOf(rows)],
      };
    } finally {
      await pool.stop();
    }
  },
};

interface Row {
  readonly findings: number;
  readonly answers: number;
  /** Whole answers, on both threads together. */
  readonly auditsPerMinute: number;
  readonly secondsEach: number;
}

/** Least squares over the rows: what one more finding costs, in seconds of two threads. */
function growthOf(rows: readonly Row[]) {
  const mean = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length; // prettier-ignore
  const [x, y] = [mean(({ findings }) => findings), mean(({ secondsEach }) => secondsEach)];
  const slope =
    mean((row) => (row.findings - x) * (row.secondsEach - y)) / mean((row) => (row.findings - x) ** 2); // prettier-ignore
  const round = (value: number) => Math.round(1000 * value) / 1000;
  return { measure: 'audits growth', secondsPerFinding: round(slope), secondsAnyway: round(y - slope * x) }; // prettier-ignore
}
