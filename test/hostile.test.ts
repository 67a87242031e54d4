import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalJson } from '../core/canonicalJson.ts';
import { asPoiwError } from '../core/errors.ts';
import type { Finding } from '../tasks/kinds/audit.ts';
import type { TaskPackage } from '../tasks/taskSpec.ts';
import { createCheckPool } from '../validators/auto/createCheckPool.ts';
import { checkAnswer } from '../validators/auto/engine.ts';
import type { CheckPool } from '../validators/auto/pool.ts';
import {
  packageOf,
  REENTRANCY,
  SEED,
  vaultFinding,
  vaultTask,
} from '../validators/auto/testTasks.ts';
import type { CheckedAnswer } from '../validators/auto/verification.ts';
import { documents } from './corpus/hostile/documents.ts';
import { endlessJobs } from './corpus/hostile/endless.ts';
import { exploits } from './corpus/hostile/exploits.ts';
import type { HostileInput } from './corpus/hostile/hostileInput.ts';
import type { HostileJob } from './corpus/hostile/hostileJob.ts';
import { jobs } from './corpus/hostile/jobs.ts';
import { sqlBombs, sqlEscapes, sqlNonsense } from './corpus/hostile/sql.ts';

const audit = vaultTask();
const { signal } = new AbortController();
const pools = [createCheckPool({ threads: 1 }), createCheckPool({ threads: 1 })] as const;
afterAll(() => Promise.all(pools.map((pool) => pool.stop())));

/** What happened in the first and in the second run, by input. */
const seen: Record<string, string>[] = [{}, {}];
const slowest: { readonly name: string; readonly ms: number }[] = [];

async function check(task: TaskPackage, bytes: Uint8Array, pool: CheckPool) {
  const startedAt = performance.now();
  const answer = await checkAnswer(task, { slot: 0, bytes }, SEED, { pool, signal });
  return { answer, ms: performance.now() - startedAt };
}

function assertStopped({ refused, items }: CheckedAnswer, wanted: HostileInput): void {
  expect(items.filter(({ verdict }) => verdict === 'valid' || verdict === 'open')).toEqual([]);
  if (wanted.outcome === 'refused') expect(refused?.code).toBe(wanted.reason);
  else expect([refused, items[0]?.reason]).toEqual([null, wanted.reason]);
}

const honest = () =>
  canonicalBytes({ task: audit.id, findings: [vaultFinding({ poc: REENTRANCY })] });

async function assertHonestWorks(pool: CheckPool): Promise<void> {
  const { answer } = await check(audit, honest(), pool);
  expect(answer.items.map(({ verdict }) => verdict)).toEqual(['valid']);
}

let memory = 0;
beforeAll(async () => {
  for (const pool of pools) await assertHonestWorks(pool);
  memory = process.memoryUsage().rss;
}, 120_000);

afterAll(() => {
  const top = slowest.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  const list = top.map(({ name, ms }) => `${name} ${Math.round(ms)} ms`).join(', ');
  const rss = `${Math.round(memory / 1e6)} to ${Math.round(process.memoryUsage().rss / 1e6)} MB`;
  process.stdout.write(`hostile corpus: memory ${rss}; slowest: ${list}\n`);
});

// The whole corpus twice, each time in workers of its own.
describe.each([0, 1])('run %i', (run) => {
  const pool = pools[run === 0 ? 0 : 1];
  const note = (name: string, answer: CheckedAnswer, ms: number) => {
    (seen[run] ?? {})[name] = canonicalJson({
      refused: answer.refused,
      receipts: answer.items.map(({ receipt }) => receipt),
    });
    slowest.push({ name, ms });
  };

  test.each(documents)('behavior: $name is $outcome', async (input) => {
    const { answer, ms } = await check(audit, input.bytes(audit.id), pool);
    assertStopped(answer, input);
    note(input.name, answer, ms);
  });

  test.each(exploits)('behavior: a finding that $name is $outcome', async (input) => {
    const finding: Finding = vaultFinding({ ...input.change });
    const { answer, ms } = await check(
      audit,
      canonicalBytes({ task: audit.id, findings: [finding] }),
      pool,
    );
    assertStopped(answer, input);
    note(input.name, answer, ms);
  });

  test.each(jobs)('behavior: $name: $outcome', async (job) => {
    const startedAt = performance.now();
    const { outcome, shown } = await settleJob(job, pool);
    expect(outcome).toBe(job.outcome);
    (seen[run] ?? {})[job.name] = shown;
    slowest.push({ name: job.name, ms: performance.now() - startedAt });
  });

  test('behavior: the next honest answer on that thread is proved', () => assertHonestWorks(pool));

  test.each([
    ['escapes', sqlEscapes, ['sql-refused', 'sql-error']],
    [
      'bombs',
      sqlBombs,
      ['sql-refused', 'sql-error', 'sql-too-expensive', 'no-result', 'not-reproduced'],
    ],
    ['nonsense', sqlNonsense, ['sql-refused', 'sql-error', 'no-result']],
  ] as const)(
    'behavior: SQL %s are refused, the claims beside them stand',
    async (name, rows, reasons) => {
      // prettier-ignore
      const task = ordersTask(rows.length + 2);
      const sum = 'SELECT sum(amount) FROM data';
      const claims = [['honest', sum] as const, ...rows, ['honest', sum] as const].map(
        ([, sql], at) => ({ id: `c${at}`, question: `q${at}`, sql, value: '60.5' }),
      );
      const { answer, ms } = await check(task, canonicalBytes({ task: task.id, claims, prose: '' }), pool); // prettier-ignore
      const verdicts = answer.items.map(({ verdict }) => verdict);
      expect(verdicts).toEqual(['valid', ...rows.map(() => 'invalid'), 'valid']);
      answer.items.slice(1, -1).forEach(({ reason, explanation }, at) => {
        expect(reasons, `${rows[at]?.[0] ?? ''}: ${reason} ${explanation}`).toContain(reason);
      });
      note(`sql ${name}`, answer, ms);
    },
  );

  test('behavior: a neighbour is proved while a bomb runs', async () => {
    const shared = createCheckPool({ threads: 2 });
    try {
      const bomb = exploits.find(({ name }) => name === 'loops');
      const finding = vaultFinding({ ...bomb?.change });
      const bytes = canonicalBytes({ task: audit.id, findings: [finding] });
      const [hostile] = await Promise.all([check(audit, bytes, shared), assertHonestWorks(shared)]);
      expect(hostile.answer.items[0]?.verdict).toBe('invalid');
    } finally {
      await shared.stop();
    }
  });
});

test('behavior: jobs that do not end are killed, and their threads work on', async () => {
  const hasty = createCheckPool({ threads: 2, deadlineMs: 1_500 });
  try {
    const kills = Object.entries(await endlessJobs()).map(async ([name, job]) => {
      const thrown: unknown = await hasty.run(job, { signal }).catch((error: unknown) => error);
      return [name, asPoiwError(thrown).code];
    });
    const outcomes = await Promise.all(kills);
    expect(outcomes).toHaveLength(2);
    expect(outcomes.filter(([, code]) => code !== 'E_CHECK_TIMEOUT')).toEqual([]);
    await Promise.all([hasty, hasty].map((pool) => pool.run({ name: 'ready' }, { signal })));
  } finally {
    await hasty.stop();
  }
});

test('behavior: both runs gave the same receipts to the byte', () => {
  const names = Object.keys(seen[0] ?? {});
  expect(names.length).toBeGreaterThan(195);
  expect(seen[1]).toEqual(seen[0]);
});

/** What came of a job in one word, and all of it, for the comparison of both runs. */
async function settleJob({ task, bytes }: HostileJob, pool: CheckPool) {
  try {
    const { refused, items } = await checkAnswer(task, { slot: 0, bytes }, SEED, { pool, signal });
    const shown = canonicalJson({ refused, receipts: items.map(({ receipt }) => receipt) });
    const [item] = items;
    const outcome =
      refused === null ? `${item?.verdict ?? ''} ${item?.reason ?? ''}` : `refused ${refused.code}`;
    return { outcome, shown };
  } catch (thrown) {
    const { code, message } = asPoiwError(thrown);
    return { outcome: `thrown ${code}`, shown: message };
  }
}

/** A statistics task whose every question has the same answer, 60.5. */
function ordersTask(questions: number): TaskPackage {
  const ids = Array.from({ length: questions }, (_, at) => `q${at}`);
  return packageOf('statistics', {
    settings: {
      dataset: 'data.csv',
      questions: ids.map((id) => ({ id, text: id, unit: 'EUR', decimals: 1 })),
    },
    files: { 'data.csv': 'region,amount\nnorth,10\nsouth,20.5\nnorth,\nsouth,30\n' },
    hidden: {
      'hidden/statistics.json': JSON.stringify({
        schema: 'poiw.statistics-hidden/v1',
        answers: ids.map((question) => ({ question, sql: 'SELECT sum(amount) FROM data' })),
      }),
    },
  });
}
