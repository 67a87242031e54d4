import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Path of forge's own binary. npm's wrapper for it ends with 0 also when a test failed (1.7.1), so
 * nothing that judges by the exit code may go through it.
 */
export function forgeBinary(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const forge = createRequire(require.resolve('@foundry-rs/forge/package.json'));
  const name = `@foundry-rs/forge-${process.platform}-${arch}`;
  return join(dirname(forge.resolve(`${name}/package.json`)), 'bin', `forge${suffix}`);
}
