import type { Json } from '../../../core/canonicalJson.ts';
import type { Finding, VULNERABILITY_CLASSES } from '../../../tasks/kinds/audit.ts';
import { spanOf, walkAst, type AstNode } from './ast.ts';

/** What a function does that auditors look for; a hint, never a verdict. */
type Hint =
  | 'tx-origin'
  | 'delegatecall'
  | 'unchecked-block'
  | 'call-before-state-write'
  | 'ignored-call-result'
  | 'unguarded-state-change'
  | 'block-values'
  | 'loop'
  | 'recovers-signer'
  | 'has-modifier';

/** What the syntax tree says about the place a finding names. */
export interface CodeEvidence {
  /** `Contract.function` the location lies in, null when it lies in none. */
  readonly function: string | null;
  /** Whether the contract and function the finding names exist and are the ones at that place. */
  readonly namesMatch: boolean;
  readonly hints: readonly Hint[];
  /** Whether a hint fits the claimed class; null where no pattern belongs to the class. */
  readonly classFits: boolean | null;
}

type VulnerabilityClass = (typeof VULNERABILITY_CLASSES)[number];

const HINTS_OF_CLASS: Readonly<Partial<Record<VulnerabilityClass, readonly Hint[]>>> = {
  reentrancy: ['call-before-state-write'],
  'access-control': ['unguarded-state-change', 'tx-origin'],
  arithmetic: ['unchecked-block'],
  'unchecked-call': ['ignored-call-result'],
  'tx-origin': ['tx-origin'],
  delegatecall: ['delegatecall'],
  'bad-randomness': ['block-values'],
  'denial-of-service': ['loop'],
  'signature-replay': ['recovers-signer'],
};

/** Reads the evidence for a finding's first location; a pure function of tree and text. */
export function codeEvidence(
  { class: claimed, locations }: Pick<Finding, 'class' | 'locations'>,
  file: { readonly ast: Json | undefined; readonly text: string },
): CodeEvidence {
  const [location] = locations;
  const found = location === undefined ? undefined : functionAt(file, location);
  const hints = found === undefined ? [] : hintsOf(found.definition, declarationsOf(file.ast));
  const expected = HINTS_OF_CLASS[claimed];
  return {
    function: found === undefined ? null : `${found.contract}.${nameOf(found.definition)}`,
    namesMatch: found !== undefined && location !== undefined && matches(found, location),
    hints,
    classFits: expected === undefined ? null : hints.some((hint) => expected.includes(hint)),
  };
}

interface Found {
  readonly contract: string;
  readonly definition: AstNode;
}

type Location = Finding['locations'][number];

/** The innermost function that covers the location's first quoted line, or else overlaps it. */
function functionAt(
  { ast, text }: { readonly ast: Json | undefined; readonly text: string },
  { startLine, endLine }: Location,
): Found | undefined {
  const lines = text.split('\n');
  const start = Buffer.byteLength(lines.slice(0, startLine - 1).join('\n'));
  const end = Buffer.byteLength(lines.slice(0, endLine).join('\n'));
  for (const contract of walkAst(ast)) {
    if (contract.nodeType !== 'ContractDefinition') continue;
    for (const definition of walkAst(contract)) {
      const span = spanOf(definition);
      const isFunction =
        definition.nodeType === 'FunctionDefinition' ||
        definition.nodeType === 'ModifierDefinition';
      if (isFunction && span.start < end && span.end > start) {
        return { contract: contract.name ?? '', definition };
      }
    }
  }
  return undefined;
}

function nameOf({ name, kind }: AstNode): string {
  return name === undefined || name === '' ? (kind ?? '') : name;
}

function matches({ contract, definition }: Found, location: Location): boolean {
  const named = location.function?.split('(')[0]?.trim();
  const contractFits = location.contract === undefined || location.contract === contract;
  return contractFits && (named === undefined || named === nameOf(definition));
}

interface Declarations {
  readonly state: ReadonlySet<number>;
  readonly functions: ReadonlyMap<number, AstNode>;
}

function declarationsOf(ast: Json | undefined): Declarations {
  const state = new Set<number>();
  const functions = new Map<number, AstNode>();
  for (const node of walkAst(ast)) {
    if (node.nodeType === 'VariableDeclaration' && node.stateVariable === true) state.add(node.id);
    if (node.nodeType === 'FunctionDefinition') functions.set(node.id, node);
  }
  return { state, functions };
}

/** Hints of one function, in a fixed order. */
function hintsOf(definition: AstNode, declared: Declarations): Hint[] {
  const nodes = [...walkAst(definition)];
  const steps = stepsOf(definition, declared, new Set());
  const firstCall = steps.indexOf('call');
  const seen: Record<Hint, boolean> = {
    'tx-origin': nodes.some((node) => isMember(node, 'tx', ['origin'])),
    delegatecall: nodes.some(({ memberName }) => memberName === 'delegatecall'),
    'unchecked-block': nodes.some(({ nodeType }) => nodeType === 'UncheckedBlock'),
    'call-before-state-write': firstCall >= 0 && steps.lastIndexOf('write') > firstCall,
    'ignored-call-result': nodes.some(ignoresResult),
    'unguarded-state-change':
      isOpen(definition) && steps.includes('write') && !nodes.some(asksSender),
    'block-values': nodes.some(
      (node) =>
        isMember(node, 'block', ['timestamp', 'prevrandao', 'difficulty', 'number']) ||
        node.name === 'blockhash',
    ),
    loop: nodes.some(({ nodeType }) => /^(For|While|DoWhile)Statement$/.test(nodeType)),
    'recovers-signer': nodes.some(({ name }) => name === 'ecrecover'),
    'has-modifier': (definition.modifiers ?? []).length > 0,
  };
  return (Object.keys(seen) as Hint[]).filter((hint) => seen[hint]);
}

/**
 * External calls and writes of state in the order of the text, with those of internal functions
 * where they are first called. Branches are not told apart: this is a hint.
 */
function stepsOf(
  definition: AstNode,
  declared: Declarations,
  visited: Set<number>,
): ('call' | 'write')[] {
  visited.add(definition.id);
  return [...walkAst(definition)].flatMap((node): ('call' | 'write')[] => {
    if (writesState(node, declared.state)) return ['write'];
    if (node.nodeType !== 'FunctionCall') return [];
    if (isExternalCall(node)) return ['call'];
    const callee = declared.functions.get(node.expression?.referencedDeclaration ?? -1);
    if (callee === undefined || visited.has(callee.id)) return [];
    return stepsOf(callee, declared, visited);
  });
}

function isExternalCall({ expression, kind }: AstNode): boolean {
  const type = expression?.typeDescriptions?.typeIdentifier ?? '';
  return (
    kind === 'functionCall' &&
    /^t_function_(external_(?!view|pure)|barecall_|baredelegatecall_|send_|transfer_)/.test(type)
  );
}

function writesState(node: AstNode, state: ReadonlySet<number>): boolean {
  if (node.nodeType === 'Assignment') return touches(node.leftHandSide, state);
  const changes = ['++', '--', 'delete'].includes(node.operator ?? '');
  if (node.nodeType === 'UnaryOperation' && changes) return touches(node.subExpression, state);
  const grows = node.memberName === 'push' || node.memberName === 'pop';
  return node.nodeType === 'MemberAccess' && grows && touches(node.expression, state);
}

/** Whether the variable an expression stores into is one of the contract's. */
function touches(target: AstNode | undefined, state: ReadonlySet<number>): boolean {
  if (target === undefined) return false;
  if (target.components !== undefined) {
    return target.components.some((part) => part !== null && touches(part, state));
  }
  if (target.nodeType === 'Identifier') return state.has(target.referencedDeclaration ?? -1);
  return touches(target.baseExpression ?? target.expression, state);
}

function isMember({ nodeType, memberName, expression }: AstNode, of: string, names: string[]) {
  return nodeType === 'MemberAccess' && expression?.name === of && names.includes(memberName ?? '');
}

function ignoresResult({ nodeType, expression }: AstNode): boolean {
  if (nodeType !== 'ExpressionStatement' || expression?.nodeType !== 'FunctionCall') return false;
  const type = expression.expression?.typeDescriptions?.typeIdentifier ?? '';
  return /^t_function_(barecall|baredelegatecall|barestaticcall|send)_/.test(type);
}

function isOpen({ visibility, stateMutability, kind, modifiers = [] }: AstNode): boolean {
  const callable = visibility === 'external' || visibility === 'public';
  const changing = stateMutability === 'nonpayable' || stateMutability === 'payable';
  return kind === 'function' && callable && changing && modifiers.length === 0;
}

/** A look at the caller, be it a check or only the key of a mapping. */
function asksSender(node: AstNode): boolean {
  return isMember(node, 'msg', ['sender']);
}
