import type { AuditAnswer } from '../../../../tasks/kinds/audit.ts';
import type { SolveContext } from '../../../solver.ts';
import type { Target } from '../../audit/target.ts';
import type { LeakGuard } from '../desk.ts';
import type { AuditBook } from './auditBook.ts';

/** What the tools of one audit share. */
export interface AuditBench {
  readonly target: Target;
  readonly scope: readonly string[];
  readonly book: AuditBook;
  /** The baseline's answer. */
  readonly known: AuditAnswer | null;
  readonly context: SolveContext;
  readonly guard: LeakGuard;
}
