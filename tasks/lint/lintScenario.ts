import type { Argument, CallAction, InvariantProbe, Scenario } from '../kinds/scenario.ts';
import { pushFault, textOf, type LintContext } from './lintContext.ts';

/** Names every scenario has: the miner's two actors. */
const ATTACKERS = ['attacker', 'attacker2'];

/** Name of the miner's own contract; only an attack may use it. */
const POC = 'poc';

/**
 * Checks a scenario step by step: names are new when given and known when used, and every deployed
 * contract is in a public file.
 *
 * @returns all names that exist after the last step
 */
export function lintScenario(context: LintContext, file: string, scenario: Scenario): Set<string> {
  const names = new Set(ATTACKERS);
  const take = (name: string, where: string) => {
    if (names.has(name) || name === POC) {
      pushFault(context, where, `the name ${name} is taken`, 'give every actor and contract a name of its own'); // prettier-ignore
    }
    names.add(name);
  };
  scenario.actors.forEach(({ name }, at) => take(name, `${file}: actors[${at}].name`));
  const actors = new Set(names);
  const signatures = new Set<string>();
  scenario.steps.forEach((step, at) => {
    const where = `${file}: steps[${at}]`;
    if ('sign' in step) {
      requireNames(context, `${where}.by`, [step.by], actors);
      requireNames(context, where, probeReferences(step.digest), names);
      if (signatures.has(step.sign)) {
        pushFault(context, where, `the signature ${step.sign} is taken`, 'give every signature a name of its own'); // prettier-ignore
      }
      signatures.add(step.sign);
      return;
    }
    if (!('deploy' in step)) {
      lintCall(context, where, step, { names, actors });
      requireSignatures(context, where, step.args, signatures);
      return;
    }
    requireNames(context, where, [step.from], actors);
    requireNames(context, where, step.args.flatMap(referencesIn), names);
    requireContract(context, where, step.contract);
    take(step.deploy, `${where}.deploy`);
  });
  const pending = new Set<string>();
  scenario.pending?.forEach((transaction, at) => {
    const where = `${file}: pending[${at}]`;
    lintCall(context, where, transaction, { names, actors });
    requireSignatures(context, where, transaction.args, signatures);
    if (pending.has(transaction.id)) {
      pushFault(context, where, `the id ${transaction.id} is taken`, 'use unique ids');
    }
    pending.add(transaction.id);
  });
  return names;
}

/** Names a call may use: `actors` can sign, `names` can be called. */
export interface KnownNames {
  readonly names: ReadonlySet<string>;
  readonly actors: ReadonlySet<string>;
}

export function lintCall(
  context: LintContext,
  where: string,
  call: CallAction,
  { names, actors }: KnownNames,
): void {
  requireNames(context, `${where}.from`, [call.from], actors);
  requireNames(context, where, [call.to, ...call.args.flatMap(referencesIn)], names);
  requireNames(context, where, probeReferences(call.value), names);
}

export function requireNames(
  context: LintContext,
  where: string,
  references: readonly string[],
  known: ReadonlySet<string>,
): void {
  for (const reference of references.filter((one) => !known.has(one.slice(1)))) {
    const fix = `one of ${[...known].map((name) => `$${name}`).join(', ')}`;
    pushFault(context, where, `nothing is called ${reference} here`, fix);
  }
}

/** `path.sol:Contract` must be a contract written in a public file. */
export function requireContract(context: LintContext, where: string, contract: string): void {
  const [path = '', name = ''] = contract.split(':');
  const text = textOf(context.files, path);
  if (text === undefined) {
    pushFault(context, where, `${path} is not among the public files`, `list ${path} under "public"`); // prettier-ignore
  } else if (!new RegExp(`\\bcontract\\s+${name.replaceAll('$', '\\$')}\\b`).test(text)) {
    pushFault(context, where, `${path} has no contract ${name}`, 'write path.sol:ContractName');
  }
}

function requireSignatures(
  context: LintContext,
  where: string,
  args: readonly Argument[],
  known: ReadonlySet<string>,
): void {
  for (const wanted of args.flatMap(signaturesIn).filter((one) => !known.has(one))) {
    pushFault(context, where, `there is no signature ${wanted} yet`, 'add a sign step before it');
  }
}

function signaturesIn(argument: Argument): string[] {
  if (Array.isArray(argument)) return argument.flatMap(signaturesIn);
  return typeof argument === 'object' && 'signature' in argument ? [argument.signature] : [];
}

/** The `$names` inside an argument. */
export function referencesIn(argument: Argument): string[] {
  if (Array.isArray(argument)) return argument.flatMap(referencesIn);
  if (typeof argument === 'string') {
    return /^\$[a-z][A-Za-z0-9]{0,31}$/.test(argument) ? [argument] : [];
  }
  if (typeof argument === 'boolean' || 'signature' in argument) return [];
  return probeReferences(argument);
}

/** The `$names` inside a probe. */
export function probeReferences(probe: InvariantProbe): string[] {
  if (typeof probe === 'string') return probe.startsWith('$') ? [probe] : [];
  if ('eth' in probe) return [probe.eth];
  if ('works' in probe) {
    const { from, to, args, value } = probe.works;
    return [from, to, ...args.flatMap(referencesIn), ...probeReferences(value)];
  }
  return [probe.read, ...(probe.args ?? []).flatMap(referencesIn)];
}
