import { PoiwError } from '../../core/errors.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import type { SolveContext, Solver } from '../solver.ts';
import { solveAudit } from './audit/solveAudit.ts';
import { TEMPLATES } from './audit/templates/templates.ts';
import { solveOptimization } from './optimization/solveOptimization.ts';
import { solveStatistics } from './solveStatistics.ts';
import { solveSyntax } from './solveSyntax.ts';

export interface BaselineOptions {
  /** Exploit templates to leave out, by name: miners of different skill. */
  readonly templates?: readonly string[];
}

/**
 * The solver that needs no model: compilers, detectors, exploit templates, query building. A floor
 * every other solver has to beat.
 *
 * @throws PoiwError E_CONFIG when a template to leave out does not exist
 */
export function createBaselineSolver(options: BaselineOptions = {}): Solver {
  const { templates: without = [] } = options;
  const unknown = without.find((name) => TEMPLATES.every((one) => one.name !== name));
  if (unknown !== undefined) {
    throw new PoiwError('E_CONFIG', `no exploit template is called ${unknown}`, {
      hint: `templates: ${TEMPLATES.map(({ name }) => name).join(', ')}`,
    });
  }
  const solvers: Readonly<Record<TaskKind, (context: SolveContext) => Promise<unknown>>> = {
    syntax: solveSyntax,
    statistics: solveStatistics,
    audit: (context) => solveAudit(context, { without }),
    optimization: solveOptimization,
  };
  return {
    name: 'baseline',
    kinds: Object.keys(solvers) as TaskKind[],
    solve: (context) => solvers[context.task.spec.kind](context),
  };
}
