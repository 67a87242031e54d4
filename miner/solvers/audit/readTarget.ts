import type { AuditSettings } from '../../../tasks/kinds/audit.ts';
import { scenarioSchema } from '../../../tasks/kinds/scenario.ts';
import { readJsonFile, readSources } from '../../../validators/auto/readSources.ts';
import { compileJob } from '../../../validators/auto/solidity/compileJob.ts';
import type { SolveContext } from '../../solver.ts';
import { codeModel } from '../solidity/codeModel.ts';
import { targetOf, type Target } from './target.ts';

/** The code and the scenario of an audit task; undefined when the code does not compile. */
export async function readTarget(
  context: SolveContext,
  settings: AuditSettings,
): Promise<Target | undefined> {
  const { task } = context;
  const { compiler } = settings;
  const sources = readSources(task.files);
  const scenario = readJsonFile(task.files, settings.scenario, scenarioSchema);
  const { errors, asts } = await compileJob({ sources, compiler, output: 'ast' }, context);
  if (errors.length > 0) return undefined;
  return targetOf(codeModel(sources, asts), { compiler, scenario });
}
