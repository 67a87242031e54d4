import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { forgeBinary } from './forgeBinary.ts';

/**
 * Runs slither over chain/contracts and fails on any finding of high or medium impact that
 * slither.json does not dismiss with a reason. A dismissal that nothing needs any more fails, too.
 */
const ROOT = resolve(import.meta.dirname, '..', '..');
const MISSING = `slither is not installed. It comes from PyPI:
  python3 -m venv ~/.slither && ~/.slither/bin/pip install slither-analyzer==0.11.6
  PATH=~/.slither/bin:$PATH npm run test:slither
`;

interface Finding {
  readonly check: string;
  readonly impact: string;
  readonly description: string;
}

interface Dismissed {
  readonly classes: Readonly<Record<string, string>>;
  readonly findings: readonly { readonly check: string; readonly where: string }[];
}

if (spawnSync('slither', ['--version']).error !== undefined) {
  process.stderr.write(MISSING);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'poiw-slither-'));
try {
  const dismissed = JSON.parse(
    readFileSync(join(import.meta.dirname, 'slither.json'), 'utf8'),
  ) as Dismissed;
  judge(findings(), dismissed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function findings(): Finding[] {
  const out = join(folder, 'out');
  run(forgeBinary(), [
    'build',
    '--build-info',
    '--out',
    out,
    '--cache-path',
    folder,
    '--skip',
    'test',
  ]);
  const report = join(folder, 'report.json');
  const filters = ['--exclude-low', '--exclude-informational', '--exclude-optimization'];
  // It ends with other codes than 0 when it found something: the report is what counts.
  const where = ['--ignore-compile', '--foundry-out-directory', out];
  const paths = ['--filter-paths', 'node_modules|chain/test'];
  const { stderr } = spawnSync('slither', ['.', ...where, ...paths, ...filters, '--json', report], {
    cwd: ROOT,
    env: { ...process.env, PATH: dirname(forgeBinary()) + delimiter + (process.env['PATH'] ?? '') },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    success: boolean;
    results: { detectors?: Finding[] };
  };
  if (!result.success) throw new Error(`slither failed: ${stderr.slice(-2000)}`);
  return result.results.detectors ?? [];
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ended with ${status ?? 'a signal'}`);
}

function judge(found: readonly Finding[], { classes, findings: known }: Dismissed): void {
  const matches = (one: Finding, { check, where }: (typeof known)[number]) =>
    one.check === check && one.description.includes(`.${where}(`);
  const open = found.filter(
    (one) => !(one.check in classes) && !known.some((entry) => matches(one, entry)),
  );
  const stale = known.filter((entry) => !found.some((one) => matches(one, entry)));
  for (const { impact, check, description } of open) {
    process.stdout.write(`${impact} ${check}: ${description.split('\n')[0] ?? ''}\n`);
  }
  for (const { check, where } of stale) {
    process.stdout.write(`dismissed, but not found any more: ${check} in ${where}\n`);
  }
  const dismissed = found.length - open.length;
  process.stdout.write(`high and medium: ${open.length} open, ${dismissed} dismissed\n`);
  if (open.length + stale.length > 0) process.exitCode = 1;
}
