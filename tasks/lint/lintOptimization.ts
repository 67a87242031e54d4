import {
  optimizationHiddenSchema,
  type Generator,
  type OptimizationHidden,
  type OptimizationSettings,
} from '../kinds/optimization.ts';
import { programHiddenSchema, type ProgramSettings } from '../kinds/programs.ts';
import { pushFault, readJson, requirePublic, textOf, type LintContext } from './lintContext.ts';
import { lintCall, referencesIn, requireContract, requireNames } from './lintScenario.ts';
import { lintCompiler } from './lintSolidity.ts';

const HIDDEN = 'hidden/optimization.json';
const USERS: ReadonlySet<string> = new Set(['user0', 'user1', 'user2', 'user3']);
const NAMES: ReadonlySet<string> = new Set([...USERS, 'subject']);

export function lintOptimization(
  context: LintContext,
  settings: OptimizationSettings | ProgramSettings,
): void {
  if ('language' in settings) lintProgram(context, settings);
  else lintContract(context, settings);
}

function lintProgram(context: LintContext, { source, entry }: ProgramSettings): void {
  requirePublic(context, 'source', source);
  if (textOf(context.files, source)?.includes(entry) === false) {
    pushFault(context, 'task.json: settings.entry', `${source} has no ${entry}`, 'name a function of the source'); // prettier-ignore
  }
  const hidden = readJson(context, HIDDEN, programHiddenSchema);
  if (hidden !== undefined) lintBest(context, hidden.best, source);
}

function lintContract(context: LintContext, settings: OptimizationSettings): void {
  const { compiler, source, contract, constructorArgs } = settings;
  lintCompiler(context, compiler);
  requirePublic(context, 'source', source);
  if (context.files.has(source)) {
    requireContract(context, 'task.json: settings.contract', `${source}:${contract}`);
  }
  const where = 'task.json: settings.constructorArgs';
  requireNames(context, where, constructorArgs.flatMap(referencesIn), USERS);
  const hidden = readJson(context, HIDDEN, optimizationHiddenSchema);
  if (hidden !== undefined) lintHidden(context, hidden, source);
}

function lintHidden(context: LintContext, hidden: OptimizationHidden, source: string): void {
  const known = { names: NAMES, actors: USERS };
  hidden.mix.forEach(({ call }, at) =>
    lintCall(context, `${HIDDEN}: mix[${at}].call`, call, known),
  );
  hidden.observe.forEach(({ args }, at) =>
    requireNames(context, `${HIDDEN}: observe[${at}]`, args.flatMap(referencesIn), NAMES),
  );
  hidden.fuzz.functions.forEach(({ fn, args }, at) => {
    const where = `${HIDDEN}: fuzz.functions[${at}]`;
    requireNames(context, where, args.flatMap(fixedReferences), NAMES);
    if (!isWellFormed(args)) pushFault(context, where, `${fn} has a bad range`, 'low first, decimals'); // prettier-ignore
  });
  lintBest(context, hidden.best, source);
}

function lintBest(context: LintContext, path: string, source: string): void {
  const best = textOf(context.hidden, path);
  if (best === undefined) {
    pushFault(context, `${HIDDEN}: best`, `${path} is not a hidden file`, 'list it under "hidden"'); // prettier-ignore
  } else if (best === textOf(context.files, source)) {
    pushFault(context, `${HIDDEN}: best`, 'is the original', 'give a solution that saves gas');
  }
}

function fixedReferences(generator: Generator): string[] {
  return 'fixed' in generator ? referencesIn(generator.fixed) : [];
}

function isWellFormed(generators: readonly Generator[]): boolean {
  const ordered = ([low, high]: readonly [string | number, string | number]) =>
    [low, high].every((end) => /^\d{1,78}$/.test(String(end))) && BigInt(low) <= BigInt(high);
  return generators.every((one) => {
    if ('uint' in one) return ordered(one.uint);
    return 'uints' in one ? ordered(one.uints.length) && ordered(one.uints.range) : true;
  });
}
