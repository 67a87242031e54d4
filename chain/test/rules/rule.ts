import type { Draw } from './draw.ts';

/** A case as the ABI coder takes it: whole numbers may be numbers, bigints or decimal text. */
export type Case = Readonly<Record<string, unknown>>;

/** Something that core/ and a contract library both know. */
export interface Rule {
  /** Function of the harness: it takes a list of cases and returns a list for each result. */
  readonly method: string;
  readonly contract: 'Reference' | 'EconomyReference';
  readonly draw: (draw: Draw) => Case;
  /** What core/ makes of a case: one value a result, as the ABI coder takes it. */
  readonly ours: (one: Case) => readonly unknown[];
}

/** Where harnesses with an EIP-712 domain are put: commitments bind chain and contract. */
export const HARNESS_AT = '0x5e00000000000000000000000000000000000712';
export const HARNESS_CHAIN = 31_337n;
