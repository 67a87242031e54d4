import type { CodeModel, ContractModel } from '../solidity/codeModel.ts';
import type { Edit } from '../solidity/splice.ts';

/** One place where a rewrite applies; its edits belong together. */
export type Change = readonly Edit[];

/** The file being rewritten, freshly parsed. */
export interface Subject {
  readonly model: CodeModel;
  readonly contract: ContractModel;
  readonly source: string;
}

/** A rewrite that keeps behaviour and may save gas; one file each in rewrites/. */
export interface Rewrite {
  readonly name: string;
  changes(subject: Subject): readonly Change[];
}
