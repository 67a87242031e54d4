import type { Side } from '../../core/judging/statement.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import type { CallAction } from '../../tasks/kinds/scenario.ts';
import { killVector, NOVEL } from '../auto/exploit/killVector.ts';
import type { Arena } from '../auto/exploit/attack.ts';
import { proveExploit } from '../auto/exploit/proveExploit.ts';
import { CHECK_LIMITS } from '../auto/limits.ts';
import { simulate } from '../auto/simulate.ts';
import type { SimulateResult } from '../auto/evm/simulation.ts';
import type { Artefact } from './disputeEvidence.ts';
import { PROBE_TELLS } from './probeTells.ts';

/** The finding an artefact is held against, and the function it points at. */
export interface Target {
  readonly finding: Pick<Finding, 'class'>;
  /** `Contract.function` */
  readonly function: string | null;
}

/**
 * Runs an artefact in the worlds of the task's seed and tells which side it shows to be right; null
 * when it shows nothing about this finding.
 *
 * @throws PoiwError E_TASK_INVALID when the task itself does not stand
 */
export async function replayArtefact(
  arena: Arena,
  artefact: Artefact,
  target: Target,
): Promise<Side | null> {
  if (artefact.schema === 'poiw.probe/v1') return runProbe(arena, artefact, target);
  const { broken } = await proveExploit(arena, artefact.poc);
  if (broken.length === 0) return null;
  // Harm done through something else says nothing about this finding.
  const { uses, group } = await killVector(arena, artefact.poc, broken);
  if (group.startsWith(NOVEL)) return null;
  const used = arena.hidden.bugs.filter(({ id }) => uses.includes(id));
  return used.some((bug) => target.function === `${bug.contract}.${bareName(bug.function)}`)
    ? 'valid'
    : null;
}

type Probe = Extract<Artefact, { schema: 'poiw.probe/v1' }>;

async function runProbe(
  arena: Arena,
  { prepare, call }: Probe,
  { finding, function: place }: Target,
): Promise<Side | null> {
  if (place !== `${contractOf(arena, call.to)}.${bareName(call.fn)}`) return null;
  const tell = PROBE_TELLS[finding.class];
  if (tell === undefined) return null;
  const sides = new Set<Side | null>();
  for (let world = 0; world < CHECK_LIMITS.worlds; world += 1) {
    const run = (calls: readonly CallAction[]) => runCalls(arena, calls, world);
    sides.add(await tell({ run, prepare, call }));
  }
  const [side = null] = sides;
  return sides.size === 1 ? side : null;
}

function runCalls(
  { inputs, hidden, seed, runtime }: Arena,
  calls: readonly CallAction[],
  world: number,
): Promise<SimulateResult> {
  const { sources, compiler, scenario } = inputs;
  const { assets } = hidden;
  return simulate({ sources, compiler, scenario, calls, assets, seed, world }, runtime);
}

/** Name of the contract deployed under a `$name`. */
function contractOf({ inputs }: Arena, reference: string): string {
  const step = inputs.scenario.steps.find(
    (one) => 'deploy' in one && `$${one.deploy}` === reference,
  );
  return step !== undefined && 'deploy' in step ? (step.contract.split(':')[1] ?? '') : '';
}

function bareName(signature: string): string {
  return signature.replace(/\(.*$/, '');
}
