/**
 * One finding as a judge sees it: alone, without author, without the author's own verdicts on it,
 * in one template for everybody. Built by {@link file://./toJudgeCase.ts}.
 */
export interface JudgeCase {
  /** Means nothing outside this seat. */
  readonly id: string;
  readonly class: string;
  readonly locations: readonly CitedLines[];
  /** What is said to be wrong and what follows; cleaned and capped. */
  readonly claim: string;
  /** The claimant tried to steer the judge; what he wrote for that is not in `claim`. */
  readonly steering: boolean;
  /** Files under judgement, comments blanked, lines kept. */
  readonly sources: Readonly<Record<string, string>>;
  /** Points of a debate that stand, each with its side and evidence; experts' second votes only. */
  readonly debate?: readonly string[];
}

interface CitedLines {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** What a claimant wrote, of any kind of task whose items point at lines. */
export interface ClaimedFinding {
  readonly class: string;
  readonly locations: readonly (CitedLines & { readonly quote: string })[];
  readonly rootCause: string;
  readonly impact: string;
}
