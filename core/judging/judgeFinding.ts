/** What the syntax tree says about the place a finding names. */
interface CodeFacts {
  /** `Contract.function`, null outside of any. */
  readonly function: string | null;
  readonly namesMatch: boolean;
  readonly hints: readonly string[];
  /** Null where no pattern belongs to the class. */
  readonly classFits: boolean | null;
}

/** What a judge has in front of him about one finding; he looked it up himself. */
export interface FindingEvidence {
  /** Why the quotes do not stand where the finding says, undefined when they do. */
  readonly misquoted: string | undefined;
  readonly code: CodeFacts;
  /** Text of the function the finding points at, empty when it points at none. */
  readonly functionText: string;
}

export interface Judgement {
  /** 0..255 */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Neither for nor against: an honest abstention. */
const PLAUSIBLE = 90;
const SUPPORTED = 220;
const UNSUPPORTED = 20;

/** Score of a verdict on the scale of a lane. */
export const VERDICT_SCORES = {
  valid: SUPPORTED,
  invalid: UNSUPPORTED,
  abstain: PLAUSIBLE,
} as const;

/** Whether the evidence alone left it open. */
export function isUndecided({ score }: Judgement): boolean {
  return score === PLAUSIBLE;
}

type Pattern = (text: string) => boolean;

/** Text patterns of classes that the syntax tree's hints do not cover. */
const PATTERNS: Readonly<Partial<Record<string, { fits: Pattern; shows: string }>>> = {
  'missing-event': {
    fits: (text) => /[^=!<>]=[^=]/.test(text) && !/\bemit\b/.test(text),
    shows: 'the function changes state and emits nothing',
  },
  'input-validation': {
    fits: (text) => /\baddress\b/.test(text) && !/address\(0\)/.test(text),
    shows: 'the function takes an address and never compares it with zero',
  },
  centralization: {
    fits: (text) => /\bonly[A-Z]|msg\.sender\s*[!=]=/.test(text),
    shows: 'one account alone may call the function',
  },
};

/**
 * A juror's rubric without a model: scores follow from evidence, never from the prose of the
 * finding. The same evidence always gives the same score.
 */
export function judgeFinding(
  finding: { readonly class: string },
  { misquoted, code, functionText }: FindingEvidence,
): Judgement {
  if (misquoted !== undefined) return { score: 0, reasons: [misquoted] };
  const where = code.function ?? 'outside any function';
  if (!code.namesMatch) {
    return { score: UNSUPPORTED, reasons: [`the quote stands in ${where}, not where it is said`] };
  }
  const quoted = `the quote stands in ${where}`;
  const pattern = PATTERNS[finding.class];
  if (pattern !== undefined) {
    return pattern.fits(functionText)
      ? { score: SUPPORTED, reasons: [quoted, pattern.shows] }
      : { score: UNSUPPORTED, reasons: [quoted, `nothing in it shows ${finding.class}`] };
  }
  const hints = code.hints.length === 0 ? 'no known pattern' : code.hints.join(', ');
  if (code.classFits === null) {
    return { score: PLAUSIBLE, reasons: [quoted, `no pattern decides ${finding.class}: ${hints}`] };
  }
  return code.classFits
    ? { score: SUPPORTED, reasons: [quoted, `the code shows ${hints}`] }
    : { score: UNSUPPORTED, reasons: [quoted, `${finding.class} is not shown by ${hints}`] };
}
