import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeCheck } from '../cli/describeCheck.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { checkAnswerBytes } from '../node/checkFolder.ts';
import { confirmCheck } from '../node/confirmCheck.ts';
import { replayLocalReceipt } from '../node/replayLocalReceipt.ts';
import { writeSarif } from '../node/writeSarif.ts';

const { signal } = new AbortController();
const quiet = { signal, progress: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'poiw-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AUDIT = 'test/corpus/vulnerabilities/tx-origin';
const GOLD: Readonly<Record<string, string>> = {
  'tasks/samples/syntax-token': 'gold/answer.json',
  'tasks/samples/statistics-orders': 'hidden/gold.json',
  'tasks/samples/optimization-ledger': 'hidden/gold.json',
  [AUDIT]: 'hidden/gold.json',
};

const goldOf = (task: string) => readFileSync(join(task, GOLD[task] ?? ''), 'utf8');
const bytes = (text: string) => new TextEncoder().encode(text);
const check = async (task: string, text: string) =>
  describeCheck(await checkAnswerBytes(task, bytes(text), quiet));

type Change = (gold: Record<string, unknown>) => unknown;
const changed = (task: string, change: Change) =>
  JSON.stringify(change(JSON.parse(goldOf(task)) as Record<string, unknown>));

interface Shown {
  readonly verdict: string;
  readonly refused: { readonly code: string; readonly next: string } | null;
  readonly items: readonly {
    readonly verdict: string;
    readonly reason: string;
    readonly step: { readonly gate: string; readonly next: string } | null;
  }[];
}

describe('poiw check, kind by kind', () => {
  test.each(Object.keys(GOLD))('default: the gold answer of %s is valid', async (task) => {
    const { data, error } = await check(task, goldOf(task));
    expect(error).toBeUndefined();
    expect((data as unknown as Shown).verdict).toBe('valid');
  });

  test.each<[string, Change, string]>([
    ['tasks/samples/syntax-token', (gold) => ({ ...gold, ok: true, errors: [] }), 'errors-differ'],
    [
      'tasks/samples/statistics-orders',
      ({ claims, ...gold }) => ({
        ...gold,
        claims: (claims as Record<string, unknown>[]).map((one) => ({ ...one, value: '1' })),
      }),
      'not-reproduced',
    ],
    [
      'tasks/samples/optimization-ledger',
      ({ source, ...gold }) => ({
        ...gold,
        source: (source as string).replace(/require\([^;]*;/, ''),
      }),
      'not-equivalent',
    ],
    [
      AUDIT,
      ({ findings, ...gold }) => ({
        ...gold,
        findings: (findings as { poc: { calls: unknown[] } }[]).map((one) => ({
          ...one,
          poc: { ...one.poc, calls: one.poc.calls.slice(1) },
        })),
      }),
      'exploit-no-effect',
    ],
  ])('behavior: a wrong answer to %s is invalid, with a reason', async (task, change, reason) => {
    const { data, error, text } = await check(task, changed(task, change));
    const { items, verdict } = data as unknown as Shown;
    expect(error?.code).toBe('E_ANSWER_REJECTED');
    expect([verdict, items[0]?.verdict, items[0]?.reason]).toEqual(['invalid', 'invalid', reason]);
    expect(items[0]?.step?.next).toBeDefined();
    expect(text).toContain(`next: ${items[0]?.step?.next ?? ''}`);
  });

  test.each(Object.keys(GOLD))(
    'error: a hostile answer to %s is refused with a code',
    async (task) => {
      const hostile: [string, string][] = [
        ['malformed', '['.repeat(50_000)],
        ['too-large', ' '.repeat(300_000)],
        ['schema', changed(task, (gold) => ({ ...gold, verdict: 'valid' }))],
      ];
      for (const [code, text] of hostile) {
        const { data, error } = await check(task, text);
        const { refused } = data as unknown as Shown;
        expect([error?.code, refused?.code]).toEqual(['E_ANSWER_REJECTED', code]);
        expect(refused?.next).not.toBe('');
      }
    },
  );
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
    const { built } = await checked();
    const receipt = join(folder, 'receipt.json');
    writeFileSync(receipt, built.blobs[1] ?? new Uint8Array());
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
