import type { AstNode } from './ast.ts';
import type { StateVariable } from './codeModel.ts';
import type { Bindings } from './resolve.ts';

/** What a function does, in the order it is written; branches are not followed apart. */
export type Step = {
  /** The node itself, possibly inside a helper or modifier. */
  readonly node: AstNode;
  /** Where the traced function itself causes it. */
  readonly site: AstNode;
} & (
  | { readonly kind: 'call'; readonly controlled: boolean }
  | {
      readonly kind: 'write';
      readonly variable: StateVariable;
      /** Keys of the mapping or array element written; none for a plain variable. */
      readonly keys: readonly AstNode[];
      readonly unchecked: boolean;
    }
  | { readonly kind: 'read'; readonly variable: StateVariable }
  | {
      readonly kind: 'condition';
      /** Asks who the caller is. */
      readonly authority: boolean;
      /** State that says who may. */
      readonly authorities: readonly StateVariable[];
    }
  | { readonly kind: 'emit' }
);

export interface Trace {
  readonly steps: readonly Step[];
  readonly bindings: Bindings;
}
