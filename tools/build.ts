/** Builds `dist/`, which is what the package ships: JavaScript, contracts' artifacts, samples. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadArtifacts } from '../chain/loadArtifacts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string) => `${root}${path}`;

rmSync(at('dist'), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// A package has no compiler input at hand: it ships what the contracts compile to.
writeFileSync(at('dist/chain/artifacts.json'), JSON.stringify(loadArtifacts()));
for (const sample of [
  'audit-harbor',
  'optimization-intervals',
  'optimization-ledger',
  'statistics-orders',
  'statistics-proofs',
  'syntax-token',
]) {
  cpSync(at(`tasks/samples/${sample}`), at(`dist/tasks/samples/${sample}`), { recursive: true });
}
chmodSync(at('dist/cli/main.js'), 0o755);
