/**
 * Checks every sample under this Node and under another release, fetched from npm, and compares the
 * reports: `node tools/compareReceipts.ts 22.22.0`. Ends with 1 when a byte differs.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [release = '22'] = process.argv.slice(2);
const tool = fileURLToPath(new URL('./sampleReceipts.ts', import.meta.url));
const lines = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim().split('\n'); // prettier-ignore

const other = ['exec', '--yes', `--package=node@${release}`, '--', 'node'];
const [named = ''] = lines('npm', [...other, '--version']);
const here = lines(process.execPath, [tool]);
const there = lines('npm', [...other, tool]);
const differing = here.filter((line, at) => line !== there[at]);
process.stdout.write(
  `${here.length} reports under ${process.version} and ${named}: ${differing.length} differ\n`,
);
for (const line of differing) process.stdout.write(`  ${line}\n`);
process.exitCode = differing.length > 0 || here.length !== there.length ? 1 : 0;
