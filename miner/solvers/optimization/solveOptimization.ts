import { KINDS } from '../../../tasks/kinds/kinds.ts';
import type {
  OptimizationAnswer,
  OptimizationSettings,
} from '../../../tasks/kinds/optimization.ts';
import { readSources } from '../../../validators/auto/readSources.ts';
import type { SolidityFiles } from '../../../validators/auto/solidity/compilation.ts';
import { compileJob } from '../../../validators/auto/solidity/compileJob.ts';
import type { SolveContext } from '../../solver.ts';
import { codeModel, type ContractModel } from '../solidity/codeModel.ts';
import { splice } from '../solidity/splice.ts';
import { measureSource, type Measurement } from './measureSource.ts';
import type { Rewrite, Subject } from './rewrite.ts';
import { REWRITES } from './rewrites/rewrites.ts';

/** A version that behaves like the original. */
interface Version {
  readonly sources: SolidityFiles;
  readonly measured: Measurement;
}

/**
 * Rewrites the file step by step, each step kept only when random calls see no difference and use
 * less gas. Nothing is submitted when nothing was saved.
 */
export async function solveOptimization(context: SolveContext): Promise<OptimizationAnswer | null> {
  const { task, progress } = context;
  // Programs have no rewrites yet: other solvers take those.
  if ('language' in task.spec.settings) return null;
  const settings = KINDS.optimization.settings.parse(task.spec.settings) as OptimizationSettings;
  const sources = readSources(task.files);
  const measured = await measureSource(sources, settings, context);
  if (measured === undefined) return null;
  let version: Version = { sources, measured };
  const used: string[] = [];
  const answer = (): OptimizationAnswer | null => {
    const source = version.sources[settings.source];
    if (used.length === 0 || source === undefined) return null;
    const share = (100 * (measured.gas - version.measured.gas)) / measured.gas;
    return {
      task: task.id,
      source,
      notes: `Rewrites: ${used.join(', ')}. Trial calls use ${share.toFixed(1)} % less gas and see no difference.`,
    };
  };
  for (const rewrite of REWRITES) {
    const better = await improve(version, { rewrite, settings }, context);
    if (better === undefined) continue;
    const saved = version.measured.gas - better.measured.gas;
    progress(`${rewrite.name}: ${saved} gas less`);
    used.push(rewrite.name);
    version = better;
    context.keep?.(answer());
  }
  return answer();
}

interface Step {
  readonly rewrite: Rewrite;
  readonly settings: OptimizationSettings;
}

/** Applies a rewrite everywhere at once, or else place by place; undefined when nothing helps. */
async function improve(
  start: Version,
  { rewrite, settings }: Step,
  context: SolveContext,
): Promise<Version | undefined> {
  const changes = async (version: Version) => {
    const subject = await parse(version.sources, settings, context);
    return subject === undefined ? [] : rewrite.changes(subject);
  };
  const attempt = (version: Version, edits: Parameters<typeof splice>[1]) =>
    verify(version, { settings, edits }, context);

  const everywhere = await changes(start);
  if (everywhere.length === 0) return undefined;
  const whole = await attempt(start, everywhere.flat());
  if (whole !== undefined || everywhere.length === 1) return whole;
  let best: Version | undefined;
  // A change that was taken is not offered again: the place no longer has the shape.
  for (let refused = 0, open = everywhere; refused < open.length;) {
    const next = await attempt(best ?? start, open[refused] ?? []);
    if (next === undefined) {
      refused += 1;
      continue;
    }
    best = next;
    open = await changes(best);
  }
  return best;
}

async function verify(
  version: Version,
  { settings, edits }: { settings: OptimizationSettings; edits: Parameters<typeof splice>[1] },
  context: SolveContext,
): Promise<Version | undefined> {
  const text = version.sources[settings.source];
  if (text === undefined) return undefined;
  const sources = { ...version.sources, [settings.source]: splice(text, edits) };
  const measured = await measureSource(sources, settings, context);
  if (measured?.behaviour !== version.measured.behaviour) return undefined;
  return measured.gas < version.measured.gas ? { sources, measured } : undefined;
}

async function parse(
  sources: SolidityFiles,
  { compiler, source, contract: name }: OptimizationSettings,
  context: SolveContext,
): Promise<Subject | undefined> {
  const { errors, asts } = await compileJob({ sources, compiler, output: 'ast' }, context);
  const text = sources[source];
  if (errors.length > 0 || text === undefined) return undefined;
  const model = codeModel(sources, asts);
  const contract = model.contracts.find((one) => one.file === source && one.name === name);
  return contract && { model, contract: ownPart(contract), source: text };
}

/** Inherited code in other files is not ours to change. */
function ownPart(contract: ContractModel): ContractModel {
  const file = contract.node.src.split(':')[2];
  return {
    ...contract,
    functions: contract.functions.filter((one) => one.file === contract.file),
    variables: contract.variables.filter(({ node }) => node.src.split(':')[2] === file),
  };
}
