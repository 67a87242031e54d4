import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KINDS } from './kinds/kinds.ts';
import { lintTaskFolder } from './lintTaskFolder.ts';
import { loadTaskFolder } from './loadTaskFolder.ts';
import { generateOrders, ORDERS } from './samples/generateOrders.ts';

const samples = fileURLToPath(new URL('./samples/', import.meta.url));
const names = readdirSync(samples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lints a copy of a sample after replacing text in one of its files. */
async function lintChanged(sample: string, file: string, from: string, to: string) {
  cpSync(join(samples, sample), folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
  return lintTaskFolder(folder);
}

describe('samples', () => {
  test.each(names)('default: %s has no problem, and its gold answer is one', async (name) => {
    expect(await lintTaskFolder(join(samples, name))).toEqual({ ok: true, problems: [] });
    const { package: task } = await loadTaskFolder(join(samples, name));
    const file = KINDS[task.spec.kind].hidden === 'none' ? 'gold/answer.json' : 'hidden/gold.json';
    const gold: unknown = JSON.parse(readFileSync(join(samples, name, file), 'utf8'));
    expect(KINDS[task.spec.kind].answer.parse(gold)).toMatchObject({ task: task.id });
  });

  test('default: the orders are made from their seed, byte for byte', () => {
    const file = join(samples, 'statistics-orders', 'data', 'orders.csv');
    expect(generateOrders(ORDERS.seed, ORDERS.rows)).toBe(readFileSync(file, 'utf8'));
    expect(generateOrders(ORDERS.seed + 1, 10)).not.toBe(generateOrders(ORDERS.seed, 10));
  });
});

describe('lintTaskFolder', () => {
  test.each([
    ['statistics-orders', 'task.json', '"data/orders.csv",', '"data/other.csv",', 'dataset'],
    ['statistics-orders', 'task.json', '"category", "op"', '"kind", "op"', 'no column kind'],
    ['statistics-orders', 'hidden/statistics.json', '"revenue"', '"rev"', 'no reference query'],
    ['statistics-orders', 'task.json', '"difficulty": 2', '"difficulty": 9', 'terms.difficulty'],
    ['statistics-orders', 'data/orders.csv', 'region', 'channel', 'two have one'],
    ['syntax-token', 'task.json', '"src/Sale.sol", "src/Token', '"src/Tok', 'not among the public'],
    ['syntax-token', 'task.json', 'A token', 'The token', 'gold/answer.json: task'],
    ['statistics-orders', 'hidden/gold.json', '"sql"', '"query"', 'claims[0].sql'],
    ['audit-harbor', 'scenario.json', '"$alice"', '"$carol"', 'nothing is called $carol'],
    ['audit-harbor', 'scenario.json', '"deploy": "vault"', '"deploy": "token"', 'is taken'],
    ['audit-harbor', 'scenario.json', ':HarborVault"', ':Vault"', 'has no contract Vault'],
    ['audit-harbor', 'scenario.json', '"from": "$deployer"', '"from": "$token"', '$token'],
    ['audit-harbor', 'hidden/audit.json', '"eth": "$vault"', '"eth": "$safe"', '$safe'],
    ['audit-harbor', 'hidden/audit.json', 'hidden/patches/vault', 'hidden/p/vault', 'hidden file'],
    ['optimization-ledger', 'task.json', '"Ledger",', '"Book",', 'has no contract Book'],
    ['optimization-ledger', 'hidden/optimization.json', '$user1', '$user7', '$user7'],
    ['optimization-ledger', 'hidden/optimization.json', '"schema"', '"scheme"', 'unknown field'],
  ])('error: %s, %s: %s becomes %s', async (sample, file, from, to, message) => {
    const { ok, problems } = await lintChanged(sample, file, from, to);
    expect(ok).toBe(false);
    const shown = problems.map((one) => `${one.path}: ${one.message} (${one.fix})`).join('\n');
    expect(shown).toContain(message);
  });

  test('error: hidden content in a public file', async () => {
    cpSync(join(samples, 'statistics-orders'), folder, { recursive: true });
    const secret = readFileSync(join(folder, 'hidden', 'statistics.json'), 'utf8');
    writeFileSync(join(folder, 'notes.txt'), `My notes:\n${secret}`);
    const manifest = readFileSync(join(folder, 'task.json'), 'utf8');
    writeFileSync(join(folder, 'task.json'), manifest.replace('"public": [', '"public": ["notes.txt", ')); // prettier-ignore
    const { problems } = await lintTaskFolder(folder);
    expect(problems).toMatchObject([{ path: 'notes.txt', level: 'error' }]);
  });

  test('behavior: all problems at once; warnings do not fail', async () => {
    const two = await lintChanged(
      'syntax-token',
      'task.json',
      '"0.8.37", "evmVersion": "cancun", "optimizerRuns": 200 },\n    "sources": [',
      '"0.4.12", "evmVersion": "cancun", "optimizerRuns": 200 },\n    "sources": ["a.sol", ',
    );
    expect(two.problems.map(({ path }) => path)).toEqual([
      'task.json: settings.compiler.solc',
      'task.json: settings.sources[0]',
    ]);
    rmSync(folder, { recursive: true });
    const extra = '"answers": [{ "question": "old", "sql": "SELECT 1" },';
    const file = 'hidden/statistics.json';
    const warned = await lintChanged('statistics-orders', file, '"answers": [', extra);
    expect(warned).toMatchObject({ ok: true, problems: [{ level: 'warning' }] });
    expect((await lintTaskFolder(join(folder, 'nowhere'))).ok).toBe(false);
  });
});
