import { PoiwError } from '../../../core/errors.ts';
import {
  contractSettings,
  optimizationHiddenSchema,
  type OptimizationAnswer,
} from '../../../tasks/kinds/optimization.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import type { Check, CheckRuntime } from '../check.ts';
import { abiDifference } from '../gas/abiDifference.ts';
import type { GasResult } from '../gas/gasRequest.ts';
import { parseTaskPart, readJsonFile, readSources, readText } from '../readSources.ts';
import { checkedItem, type ItemDecision } from '../receipt.ts';
import type { CompiledContract, CompileResult } from '../solidity/compilation.ts';
import { savingPpm } from '../savingPpm.ts';
import { compileJob } from '../solidity/compileJob.ts';
import { evmTools } from '../toolVersions.ts';

/** Optimisation answers: equal in all that callers can observe, then cheaper on a fixed mix. */
export const gasCheck: Check = {
  name: 'gas',
  async run(request, runtime) {
    const { source } = request.value as OptimizationAnswer;
    const task = loadOptimization(request.task);
    const { original, best } = await compileReferences(task, runtime);
    const compiled = await compileVersion(task, source, runtime);
    const decision = await decide(task, { original, best, compiled }, { ...request, runtime });
    const tools = { solc: compiled.version, ...evmTools() };
    return [checkedItem(decision, request, { check: this.name, tools })];
  },
};

type Task = ReturnType<typeof loadOptimization>;

function loadOptimization({ spec, files, hidden }: TaskPackage) {
  const settings = parseTaskPart('settings', contractSettings, spec.settings);
  if (hidden === undefined) {
    throw new PoiwError('E_TASK_INVALID', 'the hidden part of the task is not open');
  }
  const judgement = readJsonFile(hidden, 'hidden/optimization.json', optimizationHiddenSchema);
  return {
    settings,
    sources: readSources(files),
    hidden: judgement,
    best: readText(hidden, judgement.best),
  };
}

function compileVersion(
  { settings, sources }: Task,
  source: string,
  runtime: CheckRuntime,
): Promise<CompileResult> {
  return compileJob(
    {
      sources: { ...sources, [settings.source]: source },
      compiler: settings.compiler,
      output: 'contracts',
      only: [settings.source],
    },
    runtime,
  );
}

async function compileReferences(task: Task, runtime: CheckRuntime) {
  const { source } = task.settings;
  const original = await compileVersion(task, task.sources[source] ?? '', runtime);
  const best = await compileVersion(task, task.best, runtime);
  return { original: subjectOf(task, original), best: subjectOf(task, best) };
}

/** @throws PoiwError E_TASK_INVALID */
function subjectOf({ settings }: Task, { errors, contracts }: CompileResult): CompiledContract {
  const contract = contracts[`${settings.source}:${settings.contract}`];
  if (contract !== undefined) return contract;
  const why = errors[0]?.message ?? `there is no contract ${settings.contract}`;
  throw new PoiwError('E_TASK_INVALID', `original or reference solution: ${why}`);
}

interface Versions {
  readonly original: CompiledContract;
  readonly best: CompiledContract;
  readonly compiled: CompileResult;
}

async function decide(
  task: Task,
  { original, best, compiled }: Versions,
  { seed, runtime }: { readonly seed: GasSeed; readonly runtime: CheckRuntime },
): Promise<ItemDecision> {
  const { settings, hidden } = task;
  const [error] = compiled.errors;
  if (error !== undefined) {
    const message = error.message.replace(/\s+/g, ' ').slice(0, 160);
    return invalid('compile-error', `the answer does not compile: ${message}`);
  }
  const candidate = compiled.contracts[`${settings.source}:${settings.contract}`];
  // Abstract contracts have no code, those with external libraries have holes in it.
  if (candidate === undefined || !/^[0-9a-f]+$/.test(candidate.bytecode)) {
    return invalid('contract-missing', `the answer has no contract ${settings.contract} to deploy`);
  }
  const lacking = abiDifference(original, candidate);
  if (lacking !== undefined) return invalid('abi-mismatch', lacking);
  const { compiler, constructorArgs } = settings;
  const job = { name: 'gas', compiler, original, candidate, best, constructorArgs, hidden, seed };
  return judge(await runtime.pool.run<GasResult>(job, { signal: runtime.signal }));
}

type GasSeed = Parameters<Check['run']>[0]['seed'];

function judge(result: GasResult): ItemDecision {
  const { difference, gasBase, gasAnswer, gasBest } = result;
  if (difference !== null) return { ...invalid('not-equivalent', difference), outputs: result };
  const [base, answer, best] = [BigInt(gasBase), BigInt(gasAnswer), BigInt(gasBest)];
  if (best >= base) {
    throw new PoiwError(
      'E_TASK_INVALID',
      'the reference solution is not cheaper than the original',
    );
  }
  if (answer >= base) {
    const explanation = `${gasAnswer} gas where the original takes ${gasBase}`;
    return { ...invalid('no-gain', explanation), outputs: result };
  }
  const scorePpm = savingPpm({ base, answer, best });
  return {
    ...item,
    verdict: 'valid',
    reason: 'gas-saved',
    explanation: `${gasAnswer} gas where the original takes ${gasBase} and the reference ${gasBest}`,
    facts: { gasBase, gasAnswer, gasBest, scorePpm },
    outputs: { ...result, scorePpm },
  };
}

const item = { id: 'result', evidence: 'gas', group: null } as const;

function invalid(reason: string, explanation: string): ItemDecision {
  return { ...item, verdict: 'invalid', reason, explanation, facts: {}, outputs: null };
}
