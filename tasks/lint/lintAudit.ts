import { auditHiddenSchema, type AuditHidden, type AuditSettings } from '../kinds/audit.ts';
import { scenarioSchema } from '../kinds/scenario.ts';
import { pushFault, readJson, requirePublic, textOf, type LintContext } from './lintContext.ts';
import { lintCall, lintScenario, probeReferences, requireNames } from './lintScenario.ts';
import { lintCompiler } from './lintSolidity.ts';

const HIDDEN = 'hidden/audit.json';

export function lintAudit(context: LintContext, settings: AuditSettings): void {
  lintCompiler(context, settings.compiler);
  settings.scope.forEach((path, at) => requirePublic(context, `scope[${at}]`, path));
  requirePublic(context, 'scenario', settings.scenario);
  const scenario = readJson(context, settings.scenario, scenarioSchema);
  const hidden = readJson(context, HIDDEN, auditHiddenSchema);
  if (scenario === undefined) return;
  const names = lintScenario(context, settings.scenario, scenario);
  if (hidden === undefined) return;
  const actors = new Set(['attacker', 'attacker2', ...scenario.actors.map(({ name }) => name)]);
  lintInvariants(context, hidden, names);
  requireNames(context, `${HIDDEN}: assets`, hidden.assets, names);
  hidden.benign.forEach(({ calls }, at) =>
    calls.forEach((call, index) =>
      lintCall(context, `${HIDDEN}: benign[${at}].calls[${index}]`, call, { names, actors }),
    ),
  );
  if (hidden.benign.length === 0) {
    context.problems.push({
      level: 'warning',
      code: 'E_TASK_INVALID',
      path: `${HIDDEN}: benign`,
      message: 'no legitimate use: a patch that breaks everything passes',
      fix: 'add the calls that users make every day',
    });
  }
  lintBugs(context, hidden, settings.scope);
}

function lintInvariants(
  context: LintContext,
  { invariants }: AuditHidden,
  names: ReadonlySet<string>,
): void {
  const ids = new Set<string>();
  invariants.forEach(({ id, left, right }, at) => {
    const where = `${HIDDEN}: invariants[${at}]`;
    if (ids.has(id)) pushFault(context, where, `the id ${id} is taken`, 'use unique ids');
    ids.add(id);
    requireNames(context, where, [...left, ...right].flatMap(probeReferences), names);
  });
}

function lintBugs(context: LintContext, { bugs }: AuditHidden, scope: readonly string[]): void {
  const ids = new Set<string>();
  bugs.forEach(({ id, patch, function: name }, at) => {
    const where = `${HIDDEN}: bugs[${at}]`;
    if (ids.has(id)) pushFault(context, where, `the id ${id} is taken`, 'use unique ids');
    ids.add(id);
    if (Object.keys(patch).length === 0) {
      pushFault(context, `${where}.patch`, 'is empty', 'give the mended file: it tells bugs apart');
    }
    for (const [path, replacement] of Object.entries(patch)) {
      lintPatch(context, `${where}.patch`, { path, replacement, scope });
    }
    const plain = name.replace(/\(.*$/, '');
    if (!Object.keys(patch).some((path) => textOf(context.files, path)?.includes(plain))) {
      pushFault(context, `${where}.function`, `no patched file has ${plain}`, 'name the function as in the source'); // prettier-ignore
    }
  });
}

function lintPatch(
  context: LintContext,
  where: string,
  { path, replacement, scope }: { path: string; replacement: string; scope: readonly string[] },
): void {
  if (!scope.includes(path)) {
    pushFault(context, where, `${path} is not in scope`, 'a bug lies in a file of settings.scope');
  }
  const mended = textOf(context.hidden, replacement);
  if (mended === undefined) {
    pushFault(context, where, `${replacement} is not a hidden file`, 'list it under "hidden"');
  } else if (mended === textOf(context.files, path)) {
    pushFault(context, where, `${replacement} changes nothing`, 'put the mended file there');
  }
}
