import { readFile, stat } from 'node:fs/promises';
import { PoiwError } from '../../core/errors.ts';
import { modelError } from '../../models/modelError.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A backend's key by reference: `env:NAME` or `file:PATH` (mode 0600).
 *
 * @throws PoiwError E_MODEL_AUTH when it is not there, E_CONFIG for another kind of reference
 */
export async function loadModelKey(reference: string, env: Environment): Promise<string> {
  const [, scheme = '', rest = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (scheme === '') {
    throw new PoiwError('E_CONFIG', 'a model key is named by env:NAME or file:PATH', {
      hint: 'a key itself never goes on a command line',
    });
  }
  const key = (scheme === 'env' ? (env[rest] ?? '') : await readPrivate(rest)).trim();
  if (key === '') throw modelError('E_MODEL_AUTH', `${reference} holds no key`);
  return key;
}

async function readPrivate(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw modelError('E_MODEL_AUTH', `${path} can be read by other users`, {
        hint: `chmod 600 ${path}`,
      });
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof PoiwError) throw cause;
    throw modelError('E_MODEL_AUTH', `cannot read ${path}`, { cause });
  }
}
