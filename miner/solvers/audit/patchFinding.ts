import type { Poc } from '../../../tasks/kinds/audit.ts';
import { compileJob } from '../../../validators/auto/solidity/compileJob.ts';
import { splice } from '../solidity/splice.ts';
import { checkArithmetic } from './patches/checkArithmetic.ts';
import { lockFunction } from './patches/lockFunction.ts';
import type { Patch } from './patches/patch.ts';
import { requireDeployer } from './patches/requireDeployer.ts';
import { survives, type ProofRuntime } from './proveAttack.ts';
import type { Suspicion } from './suspicion.ts';
import type { Target } from './target.ts';

const PATCHES: Readonly<Record<string, Patch>> = {
  callBeforeWrite: lockFunction,
  unprotectedSetter: requireDeployer,
  uncheckedSubtraction: checkArithmetic,
};

/** The replaced file by path, when the mechanical fix compiles, sets up and stops the attack. */
export async function patchFinding(
  target: Target,
  { suspicion, poc }: { suspicion: Suspicion; poc: Poc },
  runtime: ProofRuntime,
): Promise<Record<string, string> | undefined> {
  const { file } = suspicion.function;
  const source = target.model.sources[file];
  if (source === undefined) return undefined;
  const edits = PATCHES[suspicion.detector]?.(suspicion, source);
  if (edits === undefined) return undefined;
  const patched = splice(source, edits);
  const sources = { ...target.model.sources, [file]: patched };
  const { errors } = await compileJob(
    { sources, compiler: target.compiler, output: 'errors' },
    runtime,
  );
  if (errors.length > 0) return undefined;
  const alive = await survives(target, { poc, sources }, runtime);
  return alive ? undefined : { [file]: patched };
}
