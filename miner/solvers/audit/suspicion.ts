import type { Finding } from '../../../tasks/kinds/audit.ts';
import type { AstNode } from '../solidity/ast.ts';
import type {
  CodeModel,
  ContractModel,
  FunctionModel,
  StateVariable,
} from '../solidity/codeModel.ts';

/** What a detector saw: a place that may be a bug, with the words to report it by. */
export interface Suspicion {
  /** Name of the detector; templates choose by it. */
  readonly detector: string;
  readonly contract: ContractModel;
  readonly function: FunctionModel;
  /** State at stake, the most telling first. */
  readonly variables: readonly StateVariable[];
  /** Lines to quote. */
  readonly node: AstNode;
  readonly class: Finding['class'];
  /** Claimed when nothing proves it. */
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly rootCause: string;
  readonly impact: string;
  /** Worth reporting without a proof. */
  readonly reportUnproved: boolean;
}

/** Looks at one contract; one file each in detectors/. */
export type Detector = (model: CodeModel, contract: ContractModel) => readonly Suspicion[];
