import type { Poc } from '../../tasks/kinds/audit.ts';
import type { Scenario } from '../../tasks/kinds/scenario.ts';
import type { CheckRuntime } from './check.ts';
import { ATTACKERS, POC_FILE } from './evm/attackNames.ts';
import {
  NOT_RUN,
  type SimulateJob,
  type SimulateRequest,
  type SimulateResult,
} from './evm/simulation.ts';
import type { CompileResult } from './solidity/compilation.ts';
import { compileJob } from './solidity/compileJob.ts';

/**
 * Runs a scenario in a world: what the exploit check does, open to solvers, which have the same
 * public files and try their attacks on any seed they like.
 *
 * @throws PoiwError E_CHECK_TIMEOUT, E_CHECK_CRASHED, E_COMPILER for a version not shipped,
 * E_SCHEMA for a probe that means nothing, E_ABORTED
 */
export async function simulate(
  request: SimulateRequest,
  runtime: CheckRuntime,
): Promise<SimulateResult> {
  const prepared = await prepareSimulation(request, runtime);
  if ('result' in prepared) return prepared.result;
  return runtime.pool.run<SimulateResult>(prepared.job, { signal: runtime.signal });
}

type NamedJob = SimulateJob & { readonly name: 'simulate' };

/** A simulation with its sources compiled, for whichever engine runs it, or why none can. */
export async function prepareSimulation(
  request: SimulateRequest,
  runtime: CheckRuntime,
): Promise<{ readonly result: SimulateResult } | { readonly job: NamedJob }> {
  const { sources, pocSources = sources, poc = null, ...rest } = request;
  const { compiler, scenario, light = false } = request;
  const only = deployedFiles(scenario);
  const target = await compileJob({ sources, compiler, output: 'contracts', only, light }, runtime);
  const nothing = { ...NOT_RUN, solc: target.version };
  if (target.errors.length > 0) {
    return { result: { ...nothing, errors: target.errors, errorsIn: 'task' } };
  }
  const refused = poc === null ? undefined : refusalOf(poc, scenario);
  if (refused !== undefined) return { result: { ...nothing, refused } };
  const attack = await compileAttack({ sources: pocSources, compiler, poc }, runtime);
  if (attack !== null && attack.errors.length > 0) {
    return { result: { ...nothing, errors: attack.errors, errorsIn: 'poc' } };
  }
  return { job: { ...rest, name: 'simulate', poc, target, attack } };
}

/** An attack's own contracts, compiled beside the task's files; null when it brings none. */
export async function compileAttack(
  { sources, compiler, poc }: Pick<SimulateRequest, 'sources' | 'compiler' | 'poc'>,
  runtime: CheckRuntime,
): Promise<CompileResult | null> {
  if (poc?.source === undefined) return null;
  const files = { ...sources, [POC_FILE]: poc.source };
  const output = { output: 'contracts', only: [POC_FILE], light: true } as const;
  return compileJob({ sources: files, compiler, ...output }, runtime);
}

function refusalOf({ calls }: Poc, { pending = [] }: Scenario): string | undefined {
  const included = calls.flatMap((call) => ('include' in call ? [call.include] : []));
  for (const id of included) {
    if (!pending.some((one) => one.id === id)) return `nothing called ${id} is pending`;
    if (included.indexOf(id) !== included.lastIndexOf(id)) return `${id} is included twice`;
  }
  const forged = calls.find((c) => 'from' in c && !ATTACKERS.includes(c.from.slice(1)));
  if (forged === undefined || 'include' in forged) return undefined;
  return `${forged.from} does not belong to the attacker`;
}

function deployedFiles({ steps }: Scenario): string[] {
  const files = steps.flatMap((step) =>
    'deploy' in step ? [step.contract.split(':')[0] ?? ''] : [],
  );
  return [...new Set(files)].sort();
}
