import type { Json } from '../../../core/canonicalJson.ts';

/** A node of the compiler's syntax tree; fields beyond these differ by `nodeType`. */
export interface AstNode {
  readonly nodeType: string;
  readonly id: number;
  /** `offset:length:file`, in bytes of UTF-8. */
  readonly src: string;
  readonly name?: string;
  readonly memberName?: string;
  readonly referencedDeclaration?: number | null;
  readonly visibility?: string;
  readonly stateMutability?: string;
  readonly kind?: string;
  readonly stateVariable?: boolean;
  readonly operator?: string;
  readonly modifiers?: readonly AstNode[];
  readonly expression?: AstNode;
  readonly leftHandSide?: AstNode;
  readonly subExpression?: AstNode;
  readonly baseExpression?: AstNode;
  readonly components?: readonly (AstNode | null)[];
  readonly typeDescriptions?: { readonly typeIdentifier?: string | null };
}

/** Every node at or below a tree, parents first. */
export function* walkAst(tree: Json | AstNode | undefined): Generator<AstNode> {
  const stack: unknown[] = [tree];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('nodeType' in value && 'src' in value) yield value as AstNode;
    stack.push(...(Object.values(value) as unknown[]).reverse());
  }
}

/** First byte of a node and the byte after its last. */
export function spanOf({ src }: AstNode): { readonly start: number; readonly end: number } {
  const [start = 0, length = 0] = src.split(':').map(Number);
  return { start, end: start + length };
}
