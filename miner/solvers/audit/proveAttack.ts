import type { Hex } from '../../../core/contentId.ts';
import { asPoiwError, PoiwError } from '../../../core/errors.ts';
import type { Finding, Poc } from '../../../tasks/kinds/audit.ts';
import type { CheckRuntime } from '../../../validators/auto/check.ts';
import { simulate } from '../../../validators/auto/simulate.ts';
import type { SimulateResult } from '../../../validators/auto/evm/simulation.ts';
import type { SolidityFiles } from '../../../validators/auto/solidity/compilation.ts';
import { holdingsOf, type Target } from './target.ts';
import { ACCOMPLICE, ATTACKER } from './template.ts';

export interface Proof {
  readonly poc: Poc;
  readonly severity: Finding['severity'];
}

export interface ProofRuntime extends CheckRuntime {
  readonly seed: Hex;
  readonly progress: (line: string) => void;
}

/** Worlds an attack must work in before it is believed. */
export const WORLDS = 2;
const MAX_ATTEMPTS = 64;
/** Attempts that may overrun a worker's limits; each costs up to a minute. */
const MAX_OVERRUNS = 3;

/**
 * Runs attacks in trial worlds and gives the most harmful that works in all of them. It works when
 * every call succeeds and the attackers end up with more of something and less of nothing.
 */
export async function proveAttack(
  target: Target,
  attempts: Iterable<Poc>,
  runtime: ProofRuntime,
): Promise<Proof | undefined> {
  const failed = new Set<string>();
  let best: Proof | undefined;
  let overruns = 0;
  let count = 0;
  for (const poc of attempts) {
    const opening = JSON.stringify([poc.source, poc.calls[0]]);
    if (failed.has(opening)) continue;
    count += 1;
    if (count > MAX_ATTEMPTS) break;
    const first = await attack(target, { poc, world: 0 }, runtime);
    if (first instanceof PoiwError) {
      runtime.progress(`attempt given up: ${first.message}`);
      overruns += 1;
      if (overruns > MAX_OVERRUNS) break;
      continue;
    }
    if (first.calls[0]?.ok === false) failed.add(opening);
    if (!gains(target, first)) continue;
    if (!(await worksElsewhere(target, poc, runtime))) continue;
    const severity = harmOf(target, first);
    if (best === undefined || severity === 'critical') best = { poc, severity };
    if (severity === 'critical') break;
  }
  return best;
}

/** Whether an attack still pays when the target's files are changed. */
export async function survives(
  target: Target,
  { poc, sources }: { poc: Poc; sources: SolidityFiles },
  runtime: ProofRuntime,
): Promise<boolean> {
  const result = await attack(target, { poc, world: 0, sources }, runtime);
  if (result instanceof PoiwError || result.errors.length > 0 || result.setupFailure !== null)
    return true;
  return gains(target, result);
}

async function worksElsewhere(target: Target, poc: Poc, runtime: ProofRuntime): Promise<boolean> {
  for (let world = 1; world < WORLDS; world += 1) {
    const result = await attack(target, { poc, world }, runtime);
    if (result instanceof PoiwError || !gains(target, result)) return false;
  }
  return true;
}

/** One run; an error when it was too much for a worker, which proves nothing either way. */
export async function attack(
  target: Target,
  { poc, world, sources }: { poc: Poc; world: number; sources?: SolidityFiles },
  runtime: ProofRuntime,
): Promise<SimulateResult | PoiwError> {
  const { model, compiler, scenario } = target;
  const probes = holders(target).flatMap((account) => holdingsOf(target, account));
  const request = {
    sources: sources ?? model.sources,
    pocSources: model.sources,
    compiler,
    scenario,
    poc,
    probes,
    seed: runtime.seed,
    world,
  };
  try {
    return await simulate(request, runtime);
  } catch (thrown) {
    const error = asPoiwError(thrown);
    if (error.code === 'E_CHECK_TIMEOUT' || error.code === 'E_CHECK_CRASHED') return error;
    throw error;
  }
}

/** Attackers first, then everyone who can lose. */
export function holders({ instances, scenario }: Target): string[] {
  return [
    ATTACKER,
    ACCOMPLICE,
    ...instances.map(({ reference }) => reference),
    ...scenario.actors.map(({ name }) => `$${name}`),
  ];
}

/** Change of every holder in every asset: rows as {@link holders}, ETH in the first column. */
export function changes(target: Target, { before, after }: SimulateResult) {
  const width = target.tokens.length + 1;
  return holders(target).map((_, row) =>
    Array.from({ length: width }, (__, column) => {
      const at = row * width + column;
      const had = BigInt(before[at] ?? '0');
      return { had, change: BigInt(after[at] ?? '0') - had };
    }),
  );
}

export function gains(target: Target, result: SimulateResult): boolean {
  if (result.calls.length === 0 || result.calls.some(({ ok }) => !ok)) return false;
  const [mine = [], accomplice = []] = changes(target, result);
  const sums = mine.map(({ change }, at) => change + (accomplice[at]?.change ?? 0n));
  return sums.some((sum) => sum > 0n) && sums.every((sum) => sum >= 0n);
}

/** Critical when someone lost half of what he had, or when value came from nowhere. */
export function harmOf(target: Target, result: SimulateResult): Finding['severity'] {
  const others = changes(target, result).slice(2).flat();
  const losses = others.filter(({ change }) => change < 0n);
  const halved = losses.some(({ had, change }) => -change * 2n >= had);
  return halved || losses.length === 0 ? 'critical' : 'high';
}
