import { gcmsiv } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Hex } from './contentId.ts';
import { PoiwError } from './errors.ts';

/**
 * Sealing: the bytes are stored for everyone before the commit closes, encrypted under a key that
 * only the salt gives; revealing the salt on chain opens them for everyone. AES-256-GCM-SIV with
 * key and nonce from the salt by HKDF-SHA256. SIV, because a daemon that crashed before its journal
 * entry may seal a second answer under the same derived salt: that must not expose either.
 */
export function seal(plain: Uint8Array, salt: Hex): Uint8Array {
  const { key, nonce } = keyOf(salt);
  return gcmsiv(key, nonce).encrypt(plain);
}

/** @throws PoiwError E_SEAL_BROKEN when salt and sealed bytes do not belong together. */
export function unseal(sealed: Uint8Array, salt: Hex): Uint8Array {
  const { key, nonce } = keyOf(salt);
  try {
    return gcmsiv(key, nonce).decrypt(sealed);
  } catch (cause) {
    throw new PoiwError('E_SEAL_BROKEN', 'sealed bytes do not open with the revealed salt', {
      cause,
    });
  }
}

function keyOf(salt: Hex): { key: Uint8Array; nonce: Uint8Array } {
  const okm = hkdf(sha256, hexToBytes(salt.slice(2)), undefined, utf8('poiw/seal/v1'), 44);
  return { key: okm.subarray(0, 32), nonce: okm.subarray(32) };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
