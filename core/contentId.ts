import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { CID } from 'multiformats/cid';
import * as digest from 'multiformats/hashes/digest';
import { PoiwError } from './errors.ts';

/**
 * A content id: CID v1, raw codec (0x55), sha2-256, base32. Written `bafkrei…`; the bytes it names
 * are the only bytes it can name.
 */
export type ContentId = string;

/** 0x-prefixed lower-case hex. */
export type Hex = `0x${string}`;

const RAW = 0x55;
const SHA2_256 = 0x12;

/** The content id of some bytes. */
export function contentIdOf(bytes: Uint8Array): ContentId {
  return CID.createV1(RAW, digest.create(SHA2_256, sha256(bytes))).toString();
}

/** The sha2-256 digest inside a content id: what contracts store (32 bytes). */
export function digestOf(id: ContentId): Hex {
  return `0x${bytesToHex(parseContentId(id).multihash.digest)}`;
}

/** The content id a contract's 32 bytes stand for. */
export function contentIdFromDigest(hash: Hex): ContentId {
  return CID.createV1(RAW, digest.create(SHA2_256, hexToBytes(hash.slice(2)))).toString();
}

/** True for a canonical content id of our one form. */
export function isContentId(text: string): boolean {
  try {
    parseContentId(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws PoiwError E_CONTENT_MISMATCH when the bytes are not the ones the id names. */
export function assertContent(id: ContentId, bytes: Uint8Array): void {
  const actual = contentIdOf(bytes);
  if (actual !== id) {
    throw new PoiwError('E_CONTENT_MISMATCH', `content of ${id} hashes to ${actual}`, {
      hint: 'the blob is corrupt or was replaced: fetch it again from another source',
    });
  }
}

function parseContentId(text: string): CID {
  let cid: CID;
  try {
    cid = CID.parse(text);
  } catch (cause) {
    throw new PoiwError('E_SCHEMA', `not a content id: ${text.slice(0, 80)}`, { cause });
  }
  const ours = cid.version === 1 && cid.code === RAW && cid.multihash.code === SHA2_256;
  if (!ours || cid.toString() !== text) {
    throw new PoiwError('E_SCHEMA', `not a CID v1 of raw sha2-256 bytes: ${text.slice(0, 80)}`);
  }
  return cid;
}
