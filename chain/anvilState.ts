import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PoiwError } from '../core/errors.ts';

/**
 * The state file a chain may start from. A file torn by a kill would stop anvil from starting, so
 * the last good one is kept aside and takes its place.
 *
 * @throws PoiwError E_CONFIG when neither can be read: forgetting a chain is for the user to decide
 */
export function prepareState(dataDir: string): string {
  const file = join(dataDir, 'chain.json');
  const backup = `${file}.bak`;
  if (!existsSync(file)) return file;
  if (isJson(file)) {
    copyFileSync(file, `${backup}.tmp`);
    renameSync(`${backup}.tmp`, backup);
    return file;
  }
  if (existsSync(backup) && isJson(backup)) {
    copyFileSync(backup, file);
    return file;
  }
  if (readFileSync(file).length === 0) {
    rmSync(file);
    return file;
  }
  throw new PoiwError('E_CONFIG', `the local chain's state is damaged: ${file}`, {
    hint: 'delete the file to start a new chain; its tasks and balances are lost',
  });
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
