import { KINDS } from '../../../tasks/kinds/kinds.ts';
import type { AuditAnswer, AuditSettings, Finding } from '../../../tasks/kinds/audit.ts';
import type { SolveContext } from '../../solver.ts';
import { locate } from '../solidity/locate.ts';
import { DETECTORS } from './detectors/detectors.ts';
import { patchFinding } from './patchFinding.ts';
import { isKnownAttack } from './isKnownAttack.ts';
import { proveAttack, type Proof, type ProofRuntime } from './proveAttack.ts';
import { readTarget } from './readTarget.ts';
import type { Suspicion } from './suspicion.ts';
import type { Target } from './target.ts';
import { TEMPLATES } from './templates/templates.ts';

export interface AuditOptions {
  /** Templates to leave out, by name. */
  readonly without: readonly string[];
}

const MAX_UNPROVED = 5;
const PROVED_CONFIDENCE = 0.97;
const UNPROVED_CONFIDENCE = 0.6;

/**
 * Finds what detectors suspect and templates can exploit, and reports a bug only after its attack
 * has worked in trial worlds. Minor hits that no attack could prove are passed on as such, few of
 * them.
 */
export async function solveAudit(
  context: SolveContext,
  options: AuditOptions,
): Promise<AuditAnswer | null> {
  const { task, progress } = context;
  const settings = KINDS.audit.settings.parse(task.spec.settings) as AuditSettings;
  const target = await readTarget(context, settings);
  if (target === undefined) return null;
  const suspicions = suspect(target, settings.scope);
  progress(`${suspicions.length} suspicions`);
  const proved: Finding[] = [];
  for (const suspicion of suspicions) {
    const finding = await prove(
      target,
      { suspicion, id: `P${proved.length + 1}` },
      context,
      options,
    );
    if (finding?.poc === undefined) continue;
    if (await isKnownAttack(target, { poc: finding.poc, proved }, context)) continue;
    progress(`proved: ${finding.title}`);
    proved.push(finding);
    context.keep?.({ task: task.id, findings: [...proved] });
  }
  const unproved = choose(suspicions.filter(({ reportUnproved }) => reportUnproved)).map(
    (suspicion, at) => finding(target, suspicion, { id: `U${at + 1}` }),
  );
  const findings = [...proved, ...unproved];
  return findings.length === 0 ? null : { task: task.id, findings };
}

/** Every detector's hits in scope; a function that contracts share is reported once. */
function suspect({ model }: Target, scope: readonly string[]): Suspicion[] {
  const deployable = model.contracts.filter(({ isDeployable }) => isDeployable);
  const seen = new Set<string>();
  return DETECTORS.flatMap((detect) => deployable.flatMap((one) => detect(model, one))).filter(
    ({ detector, function: { file }, node }) => {
      const key = `${detector} ${node.id}`;
      if (seen.has(key) || !scope.includes(file)) return false;
      seen.add(key);
      return true;
    },
  );
}

async function prove(
  target: Target,
  { suspicion, id }: { suspicion: Suspicion; id: string },
  context: SolveContext,
  { without }: AuditOptions,
): Promise<Finding | undefined> {
  const runtime: ProofRuntime = context;
  for (const template of TEMPLATES) {
    if (template.detector !== suspicion.detector || without.includes(template.name)) continue;
    context.progress(
      `trying ${template.name} on ${suspicion.contract.name}.${suspicion.function.name}`,
    );
    const proof = await proveAttack(target, template.attempts(target, suspicion), runtime);
    if (proof === undefined) continue;
    const patch = await patchFinding(target, { suspicion, poc: proof.poc }, runtime);
    return finding(target, suspicion, { id, proof, ...(patch === undefined ? {} : { patch }) });
  }
  return undefined;
}

/** A few minor hits: the first of each detector, then the second of each; constructors last. */
function choose(minor: readonly Suspicion[]): Suspicion[] {
  const isOnce = ({ function: target }: Suspicion) => Number(target.isConstructor);
  const ordered = minor.toSorted((a, b) => isOnce(a) - isOnce(b));
  const rank = (one: Suspicion) =>
    ordered.filter(({ detector }) => detector === one.detector).indexOf(one);
  return ordered.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_UNPROVED);
}

function finding(
  { model }: Target,
  suspicion: Suspicion,
  { id, proof, patch }: { id: string; proof?: Proof; patch?: Record<string, string> },
): Finding {
  const { function: target, title, rootCause, impact } = suspicion;
  const { file, contract, name } = target;
  return {
    id,
    title: title.slice(0, 160),
    class: suspicion.class,
    severity: proof?.severity ?? suspicion.severity,
    confidence: proof === undefined ? UNPROVED_CONFIDENCE : PROVED_CONFIDENCE,
    locations: [
      { file, contract, function: name, ...locate(model.sources[file] ?? '', suspicion.node) },
    ],
    rootCause: rootCause.slice(0, 400),
    impact: impact.slice(0, 400),
    ...(proof === undefined ? {} : { poc: proof.poc }),
    ...(patch === undefined ? {} : { patch }),
  };
}
