import { canonicalJson } from '../../../core/canonicalJson.ts';
import type { Hex } from '../../../core/contentId.ts';
import type { OptimizationSettings } from '../../../tasks/kinds/optimization.ts';
import type { Scenario } from '../../../tasks/kinds/scenario.ts';
import type { CheckRuntime } from '../../../validators/auto/check.ts';
import { simulate } from '../../../validators/auto/simulate.ts';
import type { SolidityFiles } from '../../../validators/auto/solidity/compilation.ts';
import { compileJob } from '../../../validators/auto/solidity/compileJob.ts';
import { probeCalls, USERS } from './probeCalls.ts';

export interface Measurement {
  /** Canonical text of everything a caller can observe: two versions must agree on it. */
  readonly behaviour: string;
  /** Gas of all calls that succeed. */
  readonly gas: number;
}

export interface MeasureRuntime extends CheckRuntime {
  readonly seed: Hex;
}

/** Deploys a version and calls it; undefined when it does not compile or cannot be deployed. */
export async function measureSource(
  sources: SolidityFiles,
  settings: OptimizationSettings,
  runtime: MeasureRuntime,
): Promise<Measurement | undefined> {
  const { compiler, source, contract } = settings;
  const compiled = await compileJob(
    { sources, compiler, output: 'contracts', only: [source] },
    runtime,
  );
  const abi = compiled.contracts[`${source}:${contract}`]?.abi;
  if (abi === undefined) return undefined;
  const calls = probeCalls(abi, runtime.seed);
  const scenario = scenarioFor(settings);
  const request = { sources, compiler, scenario, calls, seed: runtime.seed, world: 0 };
  const result = await simulate(request, runtime);
  if (result.errors.length > 0 || result.setupFailure !== null) return undefined;
  const seen = result.calls.map(({ ok, revert, returnData }) => [ok, revert, returnData]);
  return {
    behaviour: canonicalJson({ abi, seen, logs: result.logsHash }),
    gas: result.calls.reduce((sum, { ok, gas }) => sum + (ok ? gas : 0), 0),
  };
}

function scenarioFor({ source, contract, constructorArgs }: OptimizationSettings): Scenario {
  const [owner] = USERS;
  return {
    schema: 'poiw.scenario/v1',
    actors: USERS.map((user) => ({ name: user.slice(1), eth: '1000000000000000000000' })),
    attackerEth: '0',
    steps: [
      {
        deploy: 'subject',
        from: owner,
        contract: `${source}:${contract}`,
        args: constructorArgs,
        value: '0',
      },
    ],
  };
}
