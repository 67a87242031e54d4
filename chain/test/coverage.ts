import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { forgeBinary } from './forgeBinary.ts';

/**
 * Runs the contract tests with coverage and fails when a branch of chain/contracts was not taken
 * both ways. Invariants and the ten thousand cases of each rule are left
 * out: random walks must not be what a branch depends on.
 */
const ROOT = resolve(import.meta.dirname, '..', '..');
const KINDS = { LF: 'lines', FNF: 'functions', BRF: 'branches' } as const;

interface Count {
  found: number;
  hit: number;
}

const folder = mkdtempSync(join(tmpdir(), 'poiw-coverage-'));
try {
  const report = join(folder, 'lcov.info');
  runForge(report);
  const totals = count(readFileSync(report, 'utf8'));
  for (const [kind, { found, hit }] of Object.entries(totals)) {
    process.stdout.write(`${kind}: ${hit} of ${found} (${((100 * hit) / found).toFixed(2)} %)\n`);
  }
  const { branches } = totals;
  if (branches.found === 0 || branches.hit < branches.found) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function runForge(report: string): void {
  const args = ['coverage', '--report', 'lcov', '--report-file', report];
  args.push('--no-match-path', 'chain/test/{invariants/*,Rules.t.sol}');
  const { status } = spawnSync(forgeBinary(), args, {
    cwd: ROOT,
    env: { ...process.env, FOUNDRY_FUZZ_RUNS: '16' },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`forge coverage ended with ${status ?? 'a signal'}`);
}

function count(lcov: string): Record<'lines' | 'functions' | 'branches', Count> {
  const empty = (): Count => ({ found: 0, hit: 0 });
  const totals = { lines: empty(), functions: empty(), branches: empty() };
  for (const record of lcov.split('end_of_record\n')) {
    const file = /^SF:(.*)$/m.exec(record)?.[1] ?? '';
    if (!file.startsWith('chain/contracts/')) continue;
    const missed = [...record.matchAll(/^BRDA:(\d+),.*,(?:0|-)$/gm)].map(([, line]) => line);
    if (missed.length > 0) process.stdout.write(`${file}: line ${missed.join(', ')}\n`);
    for (const [tag, kind] of Object.entries(KINDS)) {
      const hitTag = tag.replace(/F$/, 'H');
      totals[kind].found += numberOf(record, tag);
      totals[kind].hit += numberOf(record, hitTag);
    }
  }
  return totals;
}

function numberOf(record: string, tag: string): number {
  return Number(new RegExp(`^${tag}:(\\d+)$`, 'm').exec(record)?.[1] ?? 0);
}
