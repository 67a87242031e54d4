/** A node of the compiler's syntax tree; its fields depend on `nodeType`. */
export interface AstNode {
  readonly nodeType: string;
  readonly id: number;
  /** `start:length:file`, in bytes of UTF-8. */
  readonly src: string;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value;
}

/** A field that holds a node. */
export function nodeAt(node: AstNode, field: string): AstNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** A field that holds a list of nodes; gaps, as in `(bool ok, )`, are left out. */
export function nodesAt(node: AstNode, field: string): AstNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A field that holds text, else `''`. */
export function textAt(node: AstNode, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

/** Id of the declaration a name stands for; negative for what the language brings. */
export function declarationOf(node: AstNode): number | undefined {
  const value = node['referencedDeclaration'];
  return typeof value === 'number' ? value : undefined;
}

/** The compiler's name of an expression's or declaration's type, e.g. `uint256`. */
export function typeOf(node: AstNode): string {
  return describe(node, 'typeString');
}

/** The compiler's stable id of a type, e.g. `t_function_barecall_payable$…`. */
export function typeIdOf(node: AstNode): string {
  return describe(node, 'typeIdentifier');
}

function describe(node: AstNode, field: string): string {
  const value = node['typeDescriptions'];
  if (typeof value !== 'object' || value === null) return '';
  const text = (value as Record<string, unknown>)[field];
  return typeof text === 'string' ? text : '';
}

/** Byte offsets of a node in its file. */
export function spanOf({ src }: AstNode): { readonly start: number; readonly end: number } {
  const [start = 0, length = 0] = src.split(':').map(Number);
  return { start, end: start + length };
}

/** Direct children in source order. */
export function childrenOf(node: AstNode): AstNode[] {
  const found: AstNode[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) found.push(...value.filter(isNode));
  }
  return found.sort((a, b) => spanOf(a).start - spanOf(b).start);
}

/** The node and everything below it, parents first. */
export function* descendantsOf(node: AstNode): Generator<AstNode> {
  yield node;
  for (const child of childrenOf(node)) yield* descendantsOf(child);
}
