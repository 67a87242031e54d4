import type { Accounts } from './accounts.ts';
import type { AnswerResult } from './describeAnswers.ts';
import type { RoundResult } from './roundResult.ts';

/** What a task came to: for machines; the report says the same for people. */
export interface TaskResult extends Accounts {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly state: 'settled' | 'refunded';
  readonly publisher: string;
  readonly answers: readonly AnswerResult[];
  readonly rounds: readonly RoundResult[];
  /** Folder of the bundle. */
  readonly bundle: string;
  /** Markdown file. */
  readonly report: string;
  /** SARIF file of an audit's findings, for editors and code scanning; null for other kinds. */
  readonly findings: string | null;
}
