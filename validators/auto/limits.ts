import { LIMITS } from '../../core/limits.ts';

/** Findings of one answer whose exploits are run. */
const EXPLOITS = 24;
/** Worlds an exploit must work in. */
const WORLDS = 3;
/** Gas of one call of an attack. The slowest known 5M gas take nine seconds. */
const ATTACK_CALL_GAS = 5_000_000;

/**
 * Limits of the checks. All but `jobMs` decide verdicts, so they are part of every receipt; changing
 * one changes what a replay must reproduce.
 */
export const CHECK_LIMITS = {
  /** Gas of one set-up or benign call. */
  setupCallGas: 30_000_000,
  /** Gas of a whole set-up, and of all benign calls of one run: a miner's patch runs in both. */
  setupGas: 50_000_000,
  attackCallGas: ATTACK_CALL_GAS,
  /** Gas of all calls of one attack together, contract creation included. */
  attackGas: 20_000_000,
  answerExploits: EXPLOITS,
  /**
   * Gas of what one answer makes its checks run: its attacks wherever they are tried, and set-up and
   * legitimate use under its own patches. Every exploit may spend one full call in each world, once
   * on the task and once on its own patch; all share it, as few need that much. (The four of the
   * shipped audit sample, each tried on every reference patch too, take 220 million.)
   */
  answerGas: 2 * EXPLOITS * WORLDS * ATTACK_CALL_GAS,
  /** Gas of the exploits of one answer that prove nothing. */
  wastedGas: 40_000_000,
  /** What an exploit counts for that is too expensive to compile. */
  heavyCompileGas: 20_000_000,
  /** Discoveries compared with each other; further ones are told apart by the harm they do. */
  comparedDiscoveries: 8,
  /** Gas of one read. */
  readCallGas: 5_000_000,
  /** Gas of all reads of one run. */
  readGas: 30_000_000,
  worlds: WORLDS,
  /** Solidity of one compilation: the task's files and one exploit. */
  compileBytes: LIMITS.sourceBytes + LIMITS.pocBytes,
  /** Instructions of one compilation; 45 files of a governance contract take 14 thousand million. */
  compileFuel: 200_000_000_000,
  /** The same for releases of before 0.6.1, in loops and calls: about half a minute. */
  compileAsmFuel: 300_000_000,
  /** The part of it that an exploit or a patch may use, as a divisor. */
  lightCompilePart: 8,
  /** Memory of the compiler, pages of 64 KiB. */
  compilePages: 12_288,
  /** Bytes of return data a result carries; the rest is cut. */
  returnBytes: 4096,
} as const;

/** Kill switch of one job, milliseconds from its dispatch; never a verdict. */
export const JOB_DEADLINE_MS = 60_000;
