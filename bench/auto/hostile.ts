import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { contentIdOf } from '../../core/contentId.ts';
import { asPoiwError } from '../../core/errors.ts';
import { loadTaskFolder } from '../../tasks/loadTaskFolder.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import { documents } from '../../test/corpus/hostile/documents.ts';
import { endlessJobs } from '../../test/corpus/hostile/endless.ts';
import { exploits } from '../../test/corpus/hostile/exploits.ts';
import { jobs } from '../../test/corpus/hostile/jobs.ts';
import type { CheckRuntime } from '../../validators/auto/check.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { checkAnswer } from '../../validators/auto/engine.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import { SEED, vaultFinding, vaultTask } from '../../validators/auto/testTasks.ts';
import { verifyAnswers } from '../../validators/auto/verifyAnswers.ts';
import { atMost } from '../target.ts';
import { timed, type Measure } from './measure.ts';
import { tinyContract } from './tinyContract.ts';

const DEADLINE_MS = 3_000;
const LATE_MS = 100;
const NEXT_MS = 300;
const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;

/**
 * What hostile input costs its neighbours: jobs that overrun are killed on time, the thread's next
 * job does not wait, jobs on the other thread do not notice; after the whole corpus the memory is
 * back where honest work of every kind had left it.
 */
export const hostile: Measure = {
  name: 'hostile',
  async run({ quick }) {
    const kills = await measureKills(quick ? 1 : 3);
    const corpus = await measureCorpus();
    const worst = (of: 'lateMs' | 'nextMs') => Math.max(...kills.map((row) => row[of]));
    return {
      targets: [
        atMost({ name: 'hostile: kill after deadline', value: worst('lateMs'), target: LATE_MS, unit: 'ms', baseline: DEADLINE_MS }), // prettier-ignore
        atMost({ name: 'hostile: next honest job', value: worst('nextMs'), target: NEXT_MS, unit: 'ms' }), // prettier-ignore
        atMost({ name: 'hostile: neighbours harmed', value: kills.reduce((sum, { harmed }) => sum + harmed, 0), target: 0, unit: 'jobs' }), // prettier-ignore
        atMost({ name: 'hostile: inputs without verdict', value: corpus.overruns, target: 0, unit: 'inputs', baseline: corpus.inputs }), // prettier-ignore
        atMost({ name: 'hostile: false passes', value: corpus.passes, target: 0, unit: 'inputs', baseline: corpus.inputs }), // prettier-ignore
        atMost({ name: 'hostile: memory after / before', value: corpus.ratio, target: 1.2, unit: 'x', baseline: corpus.beforeMb }), // prettier-ignore
      ],
      rows: [
        ...kills.map((row) => ({ measure: 'hostile', ...row })),
        { measure: 'hostile corpus', ...corpus },
      ],
    };
  },
};

/** Each endless job on one of two threads, honest ones meanwhile on the other. The best of its rounds. */
async function measureKills(rounds: number) {
  const pool = createCheckPool({ threads: 2, deadlineMs: DEADLINE_MS });
  const patient = createCheckPool({ threads: 2 });
  const runtime = { pool, signal: new AbortController().signal };
  try {
    // Honest jobs are measured on threads that have worked, as a validator's have.
    await Promise.all([honest({ ...runtime, pool: patient }), honest({ ...runtime, pool: patient })]); // prettier-ignore
    const rows: { job: string; lateMs: number; nextMs: number; neighbours: number; harmed: number }[] = []; // prettier-ignore
    for (const [job, endless] of Object.entries(await endlessJobs())) {
      const best = { lateMs: Infinity, nextMs: Infinity };
      const counts = { neighbours: 0, harmed: 0 };
      for (let round = 0; round < rounds; round += 1) {
        let killed = false;
        const work = async () => {
          counts.neighbours += 1;
          await honest(runtime).catch(() => (counts.harmed += 1));
        };
        const neighbours = async () => {
          do await work();
          while (!killed);
        };
        const kill = async () => {
          const took = await timed(() => pool.run(endless, runtime).catch(requireTimeout));
          killed = true;
          best.lateMs = Math.min(best.lateMs, Math.max(0, Math.round(took - DEADLINE_MS)));
        };
        await Promise.all([kill(), neighbours()]);
        // Two at once: one of them is on the thread that replaced the killed one.
        const next = await timed(() => Promise.all([work(), work()]));
        best.nextMs = Math.min(best.nextMs, Math.round(next));
      }
      rows.push({ job, ...best, ...counts });
    }
    return rows;
  } finally {
    await Promise.all([pool.stop(), patient.stop()]);
  }
}

/** @throws unless a kill switch fired */
function requireTimeout(thrown: unknown): void {
  if (asPoiwError(thrown).code !== 'E_CHECK_TIMEOUT') throw thrown;
}

async function honest(runtime: CheckRuntime): Promise<void> {
  const { name, source } = tinyContract();
  const sources = { [`${name}.sol`]: source };
  const { errors } = await compileJob({ sources, compiler: COMPILER, output: 'contracts' }, runtime); // prettier-ignore
  if (errors.length > 0) throw new Error('an honest contract does not compile');
}

/** Honest work of every kind, then every hostile input, then the honest work again. */
async function measureCorpus() {
  const pool = createCheckPool({ threads: 2 });
  const runtime = { pool, signal: new AbortController().signal };
  const audit = vaultTask();
  const finding = (change: object) =>
    canonicalBytes({ task: audit.id, findings: [vaultFinding({ ...change })] });
  const inputs: { readonly task: TaskPackage; readonly bytes: Uint8Array }[] = [
    ...documents.map((input) => ({ task: audit, bytes: input.bytes(audit.id) })),
    ...exploits.map(({ change }) => ({ task: audit, bytes: finding(change) })),
    ...jobs,
  ];
  try {
    await honestWork(runtime);
    const beforeMb = residentMb();
    const found = { overruns: 0, passes: 0 };
    for (const { task, bytes } of inputs) {
      try {
        const { items } = await checkAnswer(task, { slot: 0, bytes }, SEED, runtime);
        if (items.some(({ verdict }) => verdict === 'valid' || verdict === 'open')) found.passes += 1; // prettier-ignore
      } catch (thrown) {
        const { code } = asPoiwError(thrown);
        if (code !== 'E_TASK_INVALID') found.overruns += 1;
      }
    }
    await honestWork(runtime);
    const afterMb = residentMb();
    const ratio = Math.ceil((100 * afterMb) / beforeMb) / 100;
    return { inputs: inputs.length, ...found, beforeMb, afterMb, ratio };
  } finally {
    await pool.stop();
  }
}

const KINDS_OF_WORK = [
  'tasks/samples',
  'test/corpus/languages',
  'test/corpus/programs',
  'test/corpus',
];

/** The gold answers of the samples and of each language. */
async function honestWork(runtime: CheckRuntime): Promise<void> {
  const folders = KINDS_OF_WORK.flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  ).filter((folder) => existsSync(join(folder, 'task.json')));
  for (const folder of folders) {
    const { package: task, hiddenPack } = await loadTaskFolder(folder);
    const gold = ['hidden/gold.json', 'gold/answer.json'].map((file) => join(folder, file)).find(existsSync); // prettier-ignore
    const answers = [{ slot: 0, bytes: readFileSync(gold ?? '') }];
    const hidden = hiddenPack === undefined ? null : contentIdOf(hiddenPack);
    const { report } = await verifyAnswers({ task, hidden, seed: SEED, answers }, runtime);
    if (report.answers[0]?.points === 0) throw new Error(`the gold answer of ${folder} fails`);
  }
}

function residentMb(): number {
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
