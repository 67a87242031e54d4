import type { NetworkChoice } from '../openNetwork.ts';
import { asPoiwError, PoiwError } from '../../core/errors.ts';
import { createNodePool } from '../createNodePool.ts';
import { readBundle } from './bundleFiles.ts';
import {
  checkBeacon,
  checkCommits,
  checkHidden,
  checkSpec,
  checkVotes,
} from './checks/contents.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import { checkCourtMoney, checkRulings } from './checks/court.ts';
import { checkLot } from './checks/lot.ts';
import { checkHearings } from './checks/hearings.ts';
import { checkTransactions } from './checks/transactions.ts';
import { checkGrowth, checkMedians, checkPayout, checkReceipts } from './checks/settlement.ts';
import { checkReplay } from './checks/replay.ts';
import { checkOnline } from './checks/online.ts';
import { openEvidence, type Evidence } from './checks/evidence.ts';

export interface VerifyOptions {
  /** Network file to compare the chain's own record with; undefined: offline. */
  readonly network: string | NetworkChoice | undefined;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface CheckOutcome {
  readonly name: string;
  readonly what: string;
  readonly result: 'pass' | 'fail' | 'skipped';
  /** What did not agree; null unless failed. */
  readonly message: string | null;
}

export interface Verification {
  readonly ok: boolean;
  readonly checks: readonly CheckOutcome[];
  readonly failure: PoiwError | null;
}

interface NamedCheck {
  readonly name: string;
  readonly what: string;
  readonly run: (evidence: Evidence) => void | Promise<void>;
}

/** One step of a verification; the first two make the evidence that the others look at. */
interface Step {
  readonly name: string;
  readonly what: string;
  readonly run: () => void | Promise<void>;
}

/** What can be checked from the parsed bundle, cheapest first. */
const CHECKS: readonly NamedCheck[] = [
  {
    name: 'spec',
    what: 'the specification is the one on chain, and every public file the one it names',
    run: checkSpec,
  },
  {
    name: 'transactions',
    what: 'every transaction hashes to its hash, was signed by its sender and says what its events say',
    run: checkTransactions,
  },
  {
    name: 'hidden',
    what: 'the hidden part is the one committed to at publication',
    run: checkHidden,
  },
  {
    name: 'commits',
    what: 'every answer is the one its miner committed to',
    run: checkCommits,
  },
  { name: 'beacon', what: 'the beacon was fixed after the commits closed', run: checkBeacon },
  { name: 'votes', what: 'every vote is the one its juror committed to', run: checkVotes },
  { name: 'receipts', what: 'a quorum of validators signed this verification', run: checkReceipts },
  { name: 'medians', what: 'the medians follow from the votes', run: checkMedians },
  { name: 'lot', what: 'experts read what the lot drew from its beacon', run: checkLot },
  { name: 'growth', what: 'a growing panel grew while it was undecided', run: checkGrowth },
  {
    name: 'rulings',
    what: 'every expert’s vote is the one he sealed, and every ruling follows from the votes',
    run: checkRulings,
  },
  { name: 'payout', what: 'every wei of the escrow went where the rules say', run: checkPayout },
  {
    name: 'court',
    what: 'every wei of a dispute’s bonds and fees went where the rules say',
    run: checkCourtMoney,
  },
];

/**
 * Re-checks a bundle from its files alone, cheapest first; a check that fails stops the rest. The
 * verdicts themselves are recomputed last, by running every check again.
 *
 * @throws PoiwError E_NOT_FOUND when there is no bundle
 */
export async function verifyResult(folder: string, options: VerifyOptions): Promise<Verification> {
  const checks: CheckOutcome[] = [];
  let failure: PoiwError | null = null;
  for (const { name, what, run } of stepsOf(folder, options)) {
    if (failure !== null) {
      checks.push({ name, what, result: 'skipped', message: null });
      continue;
    }
    options.progress(`checking ${name}: ${what}`);
    try {
      await run();
      checks.push({ name, what, result: 'pass', message: null });
    } catch (thrown) {
      failure = asPoiwError(thrown);
      if (failure.code === 'E_NOT_FOUND' || failure.code === 'E_ABORTED') throw failure;
      checks.push({ name, what, result: 'fail', message: failure.message });
    }
  }
  return { ok: failure === null, checks, failure };
}

function stepsOf(folder: string, { network, signal }: VerifyOptions): Step[] {
  let files: ReadonlyMap<string, Uint8Array> = new Map();
  let evidence: Evidence | undefined;
  const withEvidence = (run: NamedCheck['run']) => () => {
    if (evidence === undefined) throw new PoiwError('E_BUG', 'checked before it was parsed');
    return run(evidence);
  };
  const steps: Step[] = [
    {
      name: 'integrity',
      what: 'every byte is the one the bundle was made of',
      run: async () => {
        files = await readBundle(folder);
      },
    },
    {
      name: 'format',
      what: 'the chain record and every document parse',
      run: () => {
        evidence = openEvidence(files);
      },
    },
    ...CHECKS.map(({ name, what, run }) => ({ name, what, run: withEvidence(run) })),
    {
      name: 'hearing',
      what: 'quotes of the experts’ debate are in the code, and what they ran shows what they say',
      run: withEvidence((opened) => withPool((pool) => checkHearings(opened, { pool, signal }))),
    },
    {
      name: 'replay',
      what: 'running every check again gives the same receipts, byte for byte',
      run: withEvidence((opened) => withPool((pool) => checkReplay(opened, { pool, signal }))),
    },
  ];
  if (network === undefined) return steps;
  const run = withEvidence((opened) => checkOnline(opened, network, signal));
  return [...steps, { name: 'online', what: 'the chain itself tells the same story', run }];
}

async function withPool(run: (pool: CheckPool) => Promise<void>): Promise<void> {
  const pool = createNodePool();
  try {
    await run(pool);
  } finally {
    await pool.stop();
  }
}
