import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { TypedDataEncoder, concat, keccak256 } from 'ethers';
import type { Hex } from './contentId.ts';

/**
 * Commitments are EIP-712 struct hashes, so that a wallet can show what it seals and so that each
 * one binds chain, contract, task, round, tier, actor, content and salt: a copied commit opens for
 * nobody else and nowhere else.
 */
export interface CommitDomain {
  readonly chainId: bigint;
  /** Contract that will check the commitment. */
  readonly contract: Hex;
}

export interface AnswerCommitment {
  readonly taskId: bigint;
  readonly round: number;
  /** Worker address of the miner. */
  readonly miner: Hex;
  /** sha2-256 digest of the sealed answer's bytes. */
  readonly contentHash: Hex;
  readonly salt: Hex;
}

export interface VoteCommitment {
  readonly taskId: bigint;
  /** 0 = peers; expert tiers count up from 1. */
  readonly tier: number;
  readonly round: number;
  /** Worker address of the juror. */
  readonly juror: Hex;
  /** One byte per lane, see {@link file://./lanes.ts}. */
  readonly scores: Hex;
  /** sha2-256 digest of the rationale blob. */
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

export interface EpochCommitment {
  /** Number of the epoch in VoteModule. */
  readonly epoch: number;
  /** Worker address of the juror. */
  readonly juror: Hex;
  /** One word of scores a task, in the epoch's order. */
  readonly words: readonly Hex[];
  /** sha2-256 digest of the rationale blob. */
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

export interface RulingCommitment {
  /** Number of the dispute in DisputeCourt. */
  readonly caseId: bigint;
  readonly tier: number;
  readonly rolled: boolean;
  /** Worker address of the expert. */
  readonly expert: Hex;
  readonly scores: Hex;
  /** 0..255 */
  readonly guilt: number;
  /** sha2-256 digest of the sealed reasons. */
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

export interface HiddenCommitment {
  readonly publisher: Hex;
  readonly specHash: Hex;
  /** sha2-256 digest of the sealed hidden part. */
  readonly contentHash: Hex;
  readonly salt: Hex;
}

const answerTypes = {
  AnswerCommit: [
    { name: 'taskId', type: 'uint256' },
    { name: 'round', type: 'uint32' },
    { name: 'miner', type: 'address' },
    { name: 'contentHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

const voteTypes = {
  VoteCommit: [
    { name: 'taskId', type: 'uint256' },
    { name: 'tier', type: 'uint8' },
    { name: 'round', type: 'uint32' },
    { name: 'juror', type: 'address' },
    { name: 'scores', type: 'bytes32' },
    { name: 'rationaleHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

const epochTypes = {
  EpochCommit: [
    { name: 'epoch', type: 'uint256' },
    { name: 'juror', type: 'address' },
    { name: 'wordsHash', type: 'bytes32' },
    { name: 'rationaleHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

const rulingTypes = {
  ExpertVote: [
    { name: 'caseId', type: 'uint256' },
    { name: 'tier', type: 'uint8' },
    { name: 'rolled', type: 'bool' },
    { name: 'expert', type: 'address' },
    { name: 'scores', type: 'bytes32' },
    { name: 'guilt', type: 'uint8' },
    { name: 'rationaleHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

const hiddenTypes = {
  HiddenCommit: [
    { name: 'publisher', type: 'address' },
    { name: 'specHash', type: 'bytes32' },
    { name: 'contentHash', type: 'bytes32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

/** Hash a miner commits to before revealing; `domain.contract` is TaskManager. */
export function answerCommitHash(domain: CommitDomain, value: AnswerCommitment): Hex {
  return TypedDataEncoder.hash(eip712(domain), answerTypes, value) as Hex;
}

/** Hash a juror commits to before revealing; `domain.contract` is VoteModule. */
export function voteCommitHash(domain: CommitDomain, value: VoteCommitment): Hex {
  return TypedDataEncoder.hash(eip712(domain), voteTypes, value) as Hex;
}

/** Hash a juror commits to for all tasks of an epoch; `domain.contract` is VoteModule. */
export function epochCommitHash(domain: CommitDomain, { words, ...rest }: EpochCommitment): Hex {
  const value = { ...rest, wordsHash: keccak256(concat(words)) };
  return TypedDataEncoder.hash(eip712(domain), epochTypes, value) as Hex;
}

/** Hash an expert commits to before revealing; `domain.contract` is DisputeCourt. */
export function rulingCommitHash(domain: CommitDomain, value: RulingCommitment): Hex {
  return TypedDataEncoder.hash(eip712(domain), rulingTypes, value) as Hex;
}

/** Hash a publisher puts on chain with a task that has a hidden part; contract is TaskManager. */
export function hiddenCommitHash(domain: CommitDomain, value: HiddenCommitment): Hex {
  return TypedDataEncoder.hash(eip712(domain), hiddenTypes, value) as Hex;
}

/**
 * A salt that need not be remembered: HKDF-SHA256 of the worker's key over the full context. A
 * lost disk does not lose a reveal.
 *
 * @param context what the salt is for, e.g. `answer|31337|0x…|7|0`
 */
export function deriveSalt(workerKey: Hex, context: string): Hex {
  const info = new TextEncoder().encode(`poiw/salt/v1|${context}`);
  return `0x${bytesToHex(hkdf(sha256, hexToBytes(workerKey.slice(2)), undefined, info, 32))}`;
}

function eip712({ chainId, contract }: CommitDomain) {
  return { name: 'PoIW', version: '1', chainId, verifyingContract: contract };
}
