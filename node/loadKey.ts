import { readFile, stat } from 'node:fs/promises';
import { Wallet } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';

export interface LoadKeyOptions {
  /** File with the keystore's password; its trailing newline is not part of it. */
  readonly passwordFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A private key by reference, never by value: `file:PATH` (hex, file mode 0600), `env:NAME`, or
 * `keystore:PATH` (Web3 Secret Storage v3, password from a file).
 *
 * @throws PoiwError E_CONFIG for a bad reference, E_KEY_LOCKED when it does not open
 */
export async function loadKey(reference: string, options: LoadKeyOptions): Promise<Hex> {
  const [scheme, rest] = splitOnce(reference);
  switch (scheme) {
    case 'file':
      return parseKey((await readPrivateFile(rest)).trim(), reference);
    case 'env':
      return parseKey((options.env[rest] ?? '').trim(), reference);
    case 'keystore':
      return unlock(rest, options.passwordFile);
    default:
      throw new PoiwError('E_CONFIG', `unknown key reference "${scheme}:…"`, {
        hint: 'use file:PATH, env:NAME or keystore:PATH; a key itself never goes on a command line',
      });
  }
}

function splitOnce(reference: string): [string, string] {
  const colon = reference.indexOf(':');
  return colon < 0 ? ['', reference] : [reference.slice(0, colon), reference.slice(colon + 1)];
}

function parseKey(text: string, reference: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) {
    throw new PoiwError('E_KEY_LOCKED', `${reference} does not hold a private key`, {
      hint: 'a private key is 0x and 64 hex digits',
    });
  }
  return text as Hex;
}

async function readPrivateFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new PoiwError('E_KEY_LOCKED', `${path} can be read by other users`, {
        hint: `chmod 600 ${path}`,
      });
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof PoiwError) throw cause;
    throw new PoiwError('E_KEY_LOCKED', `cannot read ${path}`, {
      cause,
      hint: 'check the path of the key reference',
    });
  }
}

async function unlock(path: string, passwordFile: string | undefined): Promise<Hex> {
  if (passwordFile === undefined) {
    throw new PoiwError('E_KEY_LOCKED', 'a keystore needs its password', {
      hint: 'name the file that holds it with --password-file',
    });
  }
  const json = await readPrivateFile(path);
  const password = (await readPrivateFile(passwordFile)).replace(/\r?\n$/, '');
  try {
    return (await Wallet.fromEncryptedJson(json, password)).privateKey as Hex;
  } catch (cause) {
    throw new PoiwError('E_KEY_LOCKED', `${path} does not open`, {
      cause,
      hint: 'wrong password, or not a keystore v3 file',
    });
  }
}
