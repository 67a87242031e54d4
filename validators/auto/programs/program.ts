import type { ProgramSettings, ProgramSignature } from '../../../tasks/kinds/programs.ts';

/** Languages whose programs are run and metered. */
export type ProgramLanguage = ProgramSettings['language'];

/** A source file and the function of it that is called with JSON arguments. */
export interface Program {
  readonly source: string;
  readonly entry: string;
  /** Types of parameters and result, in languages that have them. */
  readonly signature?: ProgramSignature | undefined;
}

/** What came of one call, in a fresh interpreter. */
export type ProgramOutcome =
  /** `json` is the result as the language's own JSON writes it. */
  | { readonly state: 'value'; readonly json: string }
  /** An exception left the program; `name` is its class. */
  | { readonly state: 'threw'; readonly name: string }
  /** Out of fuel, out of stack or memory it may have, or a result without JSON form. */
  | { readonly state: 'failed'; readonly why: 'fuel' | 'stack' | 'crash' | 'no-json' }
  /** `detail` says what is wrong with it. */
  | { readonly state: 'failed'; readonly why: 'compile'; readonly detail: string };

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
