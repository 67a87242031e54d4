import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeCheck } from '../cli/describeCheck.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import { checkAnswerBytes } from '../node/checkFolder.ts';
import { confirmCheck } from '../node/confirmCheck.ts';
import { replayLocalReceipt } from '../node/replayLocalReceipt.ts';
import { writeReceipts } from '../node/writeReceipts.ts';
import { writeSarif } from '../node/writeSarif.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { envelopeOf, runCli } from './runCli.ts';

const { signal } = new AbortController();
const quiet = { signal, progress: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'poiw-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AUDIT = 'test/corpus/vulnerabilities/tx-origin';
const PROOFS = 'tasks/samples/statistics-proofs';

type Answer = Record<string, unknown>;
type Change = (gold: Answer) => unknown;

/** One form of a task with a right, a wrong and a hostile answer. */
interface Row {
  readonly folder: string;
  /** The gold answer, changed into a wrong one, and why it is wrong. */
  readonly wrong: Change;
  readonly reason: string;
  /** Text of an answer that is refused as a whole, and the code of the refusal. */
  readonly hostile: (gold: Answer) => string;
  readonly code: string;
}

const each = (list: unknown, change: Change) => (list as Answer[]).map(change);
const changedClaims = (change: Answer) => (gold: Answer) => ({
  ...gold,
  claims: each(gold['claims'], (one) => ({ ...one, ...change })),
});
const clean: Change = (gold) => ({ ...gold, ok: true, errors: [] });
const deep = () => '['.repeat(50_000);

/** Every kind, and within a kind every check. */
const ROWS: readonly Row[] = [
  {
    folder: 'tasks/samples/syntax-token',
    wrong: clean,
    reason: 'errors-differ',
    hostile: deep,
    code: 'malformed',
  },
  {
    folder: 'test/corpus/languages/typescript',
    wrong: (gold) => ({ ...gold, errors: (gold['errors'] as unknown[]).slice(1) }),
    reason: 'errors-differ',
    hostile: (gold) => JSON.stringify({ ...gold, errors: Array(257).fill({ file: 'a.ts', line: 1, code: 'TS1' }) }), // prettier-ignore
    code: 'schema',
  },
  {
    folder: 'tasks/samples/statistics-orders',
    wrong: changedClaims({ value: '1' }),
    reason: 'not-reproduced',
    hostile: (gold) =>
      JSON.stringify(gold).replace('"prose"', '"__proto__":{"valid":true},"prose"'),
    code: 'schema',
  },
  {
    folder: PROOFS,
    wrong: () => JSON.parse(readFileSync(join(PROOFS, 'answers/wrong.json'), 'utf8')) as Answer,
    reason: 'wrong-value',
    hostile: () => readFileSync(join(PROOFS, 'answers/hostile.json'), 'utf8'),
    code: 'schema',
  },
  {
    folder: AUDIT,
    wrong: (gold) => ({
      ...gold,
      findings: each(gold['findings'], (one) => {
        const poc = one['poc'] as { calls: unknown[] };
        return { ...one, poc: { ...poc, calls: poc.calls.slice(1) } };
      }),
    }),
    reason: 'exploit-no-effect',
    hostile: (gold) => JSON.stringify({ ...gold, task: `${String(gold['task']).slice(0, -1)}z` }),
    code: 'schema',
  },
  {
    folder: 'tasks/samples/optimization-ledger',
    wrong: (gold) => ({
      ...gold,
      source: String(gold['source']).replace(/require\([^;]*;/, ''),
    }),
    reason: 'not-equivalent',
    hostile: (gold) => JSON.stringify({ ...gold, source: ' '.repeat(300_000) }),
    code: 'too-large',
  },
  {
    folder: 'tasks/samples/optimization-intervals',
    wrong: (gold) => ({ ...gold, source: 'function coverage() { for (;;); }' }),
    reason: 'not-equivalent',
    hostile: (gold) => JSON.stringify(gold).replace('{', '{"task":"x",'),
    code: 'malformed',
  },
  {
    folder: 'test/corpus/programs/python-runs',
    wrong: (gold) => ({ ...gold, source: 'import js\ndef longest(n):\n  return 1\n' }),
    reason: 'not-equivalent',
    hostile: () => '\ufeff\u0000{}',
    code: 'malformed',
  },
  {
    folder: 'test/corpus/programs/assemblyscript-pairs',
    wrong: (gold) => ({
      ...gold,
      source: String(gold['source']).replace("throw new RangeError('no pair')", 'return 0'),
    }),
    reason: 'not-equivalent',
    hostile: (gold) => JSON.stringify({ ...gold, parameters: ['f64'] }),
    code: 'schema',
  },
];

const goldPath = (task: string) =>
  ['hidden/gold.json', 'gold/answer.json'].map((file) => join(task, file)).find(existsSync) ?? '';
const goldOf = (task: string) => readFileSync(goldPath(task), 'utf8');
const bytes = (text: string) => new TextEncoder().encode(text);

interface Shown {
  readonly verdict: string;
  readonly refused: { readonly code: string; readonly next: string } | null;
  readonly items: readonly {
    readonly verdict: string;
    readonly reason: string;
    readonly step: { readonly gate: string; readonly next: string } | null;
  }[];
}

/** What the command line says to an answer. */
async function check(task: string, text: string, name: string) {
  const answer = join(folder, `${task.replaceAll('/', '-')}-${name}.json`);
  writeFileSync(answer, text);
  const run = await runCli(['check', task, '--answer', answer, '--json']);
  return { code: run.code, ...envelopeOf<Shown>(run) };
}

describe.each(ROWS)('poiw check $folder', (row) => {
  const gold = JSON.parse(goldOf(row.folder)) as Answer;

  test('default: the gold answer is valid', async () => {
    const { code, ok, data } = await check(row.folder, goldOf(row.folder), 'gold');
    expect([code, ok, data.verdict]).toEqual([0, true, 'valid']);
    expect(data.items.length).toBeGreaterThan(0);
  });

  test('behavior: a wrong answer is invalid, with a reason and a next step', async () => {
    const wrong = JSON.stringify(row.wrong(gold));
    const { code, error, data } = await check(row.folder, wrong, 'wrong');
    expect([code, error?.code, data.verdict]).toEqual([11, 'E_ANSWER_REJECTED', 'invalid']);
    expect(data.items[0]).toMatchObject({ verdict: 'invalid', reason: row.reason });
    expect(data.items[0]?.step?.next).not.toBe('');
  });

  test('error: a hostile answer is refused, with a code and a next step', async () => {
    const { code, error, data } = await check(row.folder, row.hostile(gold), 'hostile');
    expect([code, error?.code, data.refused?.code]).toEqual([11, 'E_ANSWER_REJECTED', row.code]);
    expect(data.refused?.next).not.toBe('');
  });
});

test('behavior: the table has every kind', async () => {
  const kinds = await Promise.all(ROWS.map(async (row) => (await loadTaskFolder(row.folder)).package.spec.kind)); // prettier-ignore
  expect([...new Set(kinds)].toSorted()).toEqual([...TASK_KINDS].toSorted());
});

test('behavior: what no solver decides stays open, and costs nothing where there is no panel', async () => {
  const { built } = await checkAnswerBytes(PROOFS, bytes(goldOf(PROOFS)), quiet);
  const [answer] = built.report.answers;
  expect(answer?.items.map(({ verdict }) => verdict).filter((one) => one !== 'valid')).toEqual(['open']); // prettier-ignore
  expect(built.report.lanes).toMatchObject([{ item: 'c8' }]);
  expect([answer?.fault, (answer?.points ?? 0) > 0]).toEqual([false, true]);
  const only = changedClaims({})(JSON.parse(goldOf(PROOFS)) as Answer);
  const alone = { ...only, claims: only.claims.slice(-1) };
  const open = await checkAnswerBytes(PROOFS, bytes(JSON.stringify(alone)), quiet);
  expect(open.built.report.answers[0]).toMatchObject({ points: 0, fault: false });
});

test('behavior: people read why, and what to do next', async () => {
  const wrong = JSON.stringify(clean(JSON.parse(goldOf('tasks/samples/syntax-token')) as Answer));
  const { text, data } = describeCheck(await checkAnswerBytes('tasks/samples/syntax-token', bytes(wrong), quiet)); // prettier-ignore
  const { items } = data as unknown as Shown;
  expect(text).toContain(`next: ${items[0]?.step?.next ?? ''}`);
});

describe('poiw check --confirm anvil', () => {
  test.each(['tx-origin', 'denial-of-service', 'signature-replay'])(
    'behavior: a second engine sees the same outcome and gas: %s',
    async (name) => {
      const task = `test/corpus/vulnerabilities/${name}`;
      const gold = readFileSync(join(task, 'hidden/gold.json'));
      const confirmations = await confirmCheck(await checkAnswerBytes(task, gold, quiet), signal);
      expect(confirmations).toMatchObject([{ engine: 'anvil', confirmed: true }]);
      for (const { gas } of confirmations[0]?.worlds ?? []) {
        expect(gas[1]).toEqual(gas[0]);
        expect(gas[0].length).toBeGreaterThan(1);
      }
    },
    180_000,
  );
});

test('behavior: under old rules a second engine sees the same outcome, and gas is not compared', async () => {
  const task = 'test/corpus/old-vault';
  const gold = readFileSync(join(task, 'hidden/gold.json'));
  const confirmations = await confirmCheck(await checkAnswerBytes(task, gold, quiet), signal);
  expect(confirmations).toMatchObject([{ confirmed: true, gasCompared: false }]);
}, 180_000);

describe('what a check leaves behind', () => {
  const checked = () => checkAnswerBytes(AUDIT, bytes(goldOf(AUDIT)), quiet);

  test('behavior: proved findings as SARIF', async () => {
    const file = join(folder, 'findings.sarif');
    await writeSarif(await checked(), file);
    const { runs } = JSON.parse(readFileSync(file, 'utf8')) as { runs: { results: unknown[] }[] };
    expect(runs[0]?.results).toMatchObject([{ ruleId: 'tx-origin', level: 'error' }]);
    const nowhere = writeSarif(await checked(), join(folder, 'no', 'where'));
    await expect(nowhere).rejects.toMatchObject({ code: 'E_CONFIG' });
  });

  test('behavior: a receipt replays from folder and answer, and only with its own', async () => {
    const result = await checked();
    await writeReceipts(result, join(folder, 'receipts'));
    const [item] = result.built.report.answers[0]?.items ?? [];
    const receipt = join(folder, 'receipts', `${item?.receipt ?? ''}.json`);
    const options = { task: AUDIT, answer: join(AUDIT, 'hidden/gold.json'), ...quiet };
    expect(await replayLocalReceipt(receipt, options)).toMatchObject({
      same: true,
      verdict: 'valid',
    });
    const other = { ...options, answer: join(AUDIT, 'self-funded.json') };
    await expect(replayLocalReceipt(receipt, other)).rejects.toMatchObject({
      code: 'E_CONTENT_MISMATCH',
    });
    const lie = JSON.parse(readFileSync(receipt, 'utf8')) as object;
    writeFileSync(receipt, canonicalBytes({ ...lie, verdict: 'invalid' }));
    expect(await replayLocalReceipt(receipt, options)).toMatchObject({ same: false });
  });
});
