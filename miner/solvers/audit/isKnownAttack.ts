import type { Finding, Poc } from '../../../tasks/kinds/audit.ts';
import { survives, type ProofRuntime } from './proveAttack.ts';
import type { Target } from './target.ts';

/** Two attacks have one cause when the fix of the earlier stops the later. */
export async function isKnownAttack(
  target: Target,
  { poc, proved }: { readonly poc: Poc; readonly proved: readonly Finding[] },
  runtime: ProofRuntime,
): Promise<boolean> {
  for (const { patch } of proved) {
    if (patch === undefined) continue;
    const sources = { ...target.model.sources, ...patch };
    if (!(await survives(target, { poc, sources }, runtime))) return true;
  }
  return false;
}
