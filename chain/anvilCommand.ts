import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PoiwError } from '../core/errors.ts';

const require = createRequire(import.meta.url);
const SETPRIV = '/usr/bin/setpriv';

/**
 * How to run anvil: its binary itself, so that signals reach it and not a Node wrapper. Where the
 * kernel can, the chain is told to end when its parent does, even when that was killed.
 *
 * @throws PoiwError E_CONFIG when npm did not install a binary for this machine
 */
export function anvilCommand(): { command: string; prefix: readonly string[] } {
  const binary = anvilBinary();
  if (process.platform !== 'linux' || !existsSync(SETPRIV)) return { command: binary, prefix: [] };
  return { command: SETPRIV, prefix: ['--pdeathsig', 'TERM', binary] };
}

function anvilBinary(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`;
  try {
    // The platform package is a dependency of anvil's, not ours: look it up from there.
    const anvil = createRequire(require.resolve('@foundry-rs/anvil/package.json'));
    return join(dirname(anvil.resolve(`${name}/package.json`)), 'bin', `anvil${suffix}`);
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `${name} is not installed`, {
      cause,
      hint: 'run npm install on this machine, or point POIW at the RPC of another chain',
    });
  }
}
