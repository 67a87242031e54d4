import { KINDS } from '../../tasks/kinds/kinds.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import type { SolveContext, Solver } from '../solver.ts';

/** What a solver in a test is given to work on a task: always the same seed. */
export function testContext(task: TaskPackage, pool: CheckPool): SolveContext {
  const { signal } = new AbortController();
  return { task, pool, signal, seed: `0x${'ab'.repeat(32)}`, progress: () => undefined };
}

/** A solver's answer, read by the schema of its kind; null when it has none. */
export async function testSolve(
  solver: Solver,
  task: TaskPackage,
  pool: CheckPool,
): Promise<unknown> {
  const answer = await solver.solve(testContext(task, pool));
  return answer === null ? null : KINDS[task.spec.kind].answer.parse(answer);
}
