/** Languages whose programs are run and metered. */
export type ProgramLanguage = 'javascript' | 'python';

/** A source file and the function of it that is called with JSON arguments. */
export interface Program {
  readonly source: string;
  readonly entry: string;
}

/** What came of one call, in a fresh interpreter. */
export type ProgramOutcome =
  /** `json` is the result as the language's own JSON writes it. */
  | { readonly state: 'value'; readonly json: string }
  /** An exception left the program; `name` is its class. */
  | { readonly state: 'threw'; readonly name: string }
  /** Out of fuel, out of memory it may have, or a result without JSON form. */
  | { readonly state: 'failed'; readonly why: 'fuel' | 'crash' | 'no-json' };

export interface ProgramRun {
  readonly outcome: ProgramOutcome;
  /** Instructions executed: loading the source, the call, and writing the result. */
  readonly fuel: number;
}

export interface ProgramLimits {
  /** Most instructions of one call. */
  readonly fuel: number;
}

/** Longest result, characters. */
export const MAX_RESULT = 65_536;
