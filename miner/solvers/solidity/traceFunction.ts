import {
  childrenOf,
  declarationOf,
  nodeAt,
  nodesAt,
  textAt,
  typeIdOf,
  type AstNode,
} from './ast.ts';
import type { CodeModel, ContractModel, FunctionModel } from './codeModel.ts';
import { elementOf } from './elementOf.ts';
import { mostDerived, takesReceiver } from './mostDerived.ts';
import { readAuthority } from './readAuthority.ts';
import { resolve } from './resolve.ts';
import type { Step, Trace } from './step.ts';

const MAX_DEPTH = 8;
const ALL_GAS = /^t_function_(barecall|baredelegatecall|external)_/;
const ANY_GAS = /^t_function_(barecall|baredelegatecall|external|send|transfer)_/;

interface Walk {
  readonly model: CodeModel;
  readonly contract: ContractModel;
  readonly steps: Step[];
  readonly bindings: Map<number, AstNode>;
  /** Parameters of the traced function: the caller chooses them. */
  readonly chosen: ReadonlySet<number>;
}

interface Place {
  /** undefined in the traced function itself, where every node is its own site. */
  readonly site: AstNode | undefined;
  readonly unchecked: boolean;
  readonly depth: number;
  /** What a modifier's `_;` stands for. */
  readonly inner: (() => void) | undefined;
}

/** Steps of a function of a contract, with modifiers and internal calls written out. */
export function traceFunction(
  model: CodeModel,
  contract: ContractModel,
  target: FunctionModel,
): Trace {
  const walk: Walk = {
    model,
    contract,
    steps: [],
    bindings: new Map(),
    chosen: new Set(target.parameters.map(({ id }) => id)),
  };
  enter(walk, target.node, { site: undefined, unchecked: false, depth: 0, inner: undefined });
  return { steps: walk.steps, bindings: walk.bindings };
}

/** A function's modifiers from the outermost in, then its body. */
function enter(walk: Walk, node: AstNode, place: Place): void {
  const body = nodeAt(node, 'body');
  const runBody = () => {
    if (body !== undefined) visit(walk, body, { ...place, inner: undefined });
  };
  const run = nodesAt(node, 'modifiers').reduceRight<() => void>((inner, invocation) => {
    const name = nodeAt(invocation, 'modifierName');
    const declared = walk.model.nodes.get((name && declarationOf(name)) ?? 0);
    if (declared?.nodeType !== 'ModifierDefinition') return inner;
    return () => {
      bind(walk, declared, nodesAt(invocation, 'arguments'));
      const modifierBody = nodeAt(declared, 'body');
      if (modifierBody === undefined) return;
      visit(walk, modifierBody, { ...place, site: place.site ?? invocation, inner });
    };
  }, runBody);
  run();
}

function bind(walk: Walk, callee: AstNode, values: readonly AstNode[]): void {
  const list = nodeAt(callee, 'parameters');
  const names = list === undefined ? [] : nodesAt(list, 'parameters');
  names.forEach(({ id }, at) => {
    const value = values[at];
    if (value !== undefined) walk.bindings.set(id, value);
  });
}

type Visitor = (walk: Walk, node: AstNode, place: Place) => void;

const VISITORS: Readonly<Record<string, Visitor>> = {
  Assignment: visitAssignment,
  EmitStatement: visitEmit,
  FunctionCall: visitCall,
  Identifier: visitIdentifier,
  IfStatement: visitIf,
  InlineAssembly: () => undefined,
  PlaceholderStatement: (_walk, _node, place) => place.inner?.(),
  UnaryOperation: visitUnary,
  UncheckedBlock: (walk, node, place) => visitChildren(walk, node, { ...place, unchecked: true }),
  VariableDeclarationStatement: visitDeclaration,
};

function visit(walk: Walk, node: AstNode, place: Place): void {
  (VISITORS[node.nodeType] ?? visitChildren)(walk, node, place);
}

function visitChildren(walk: Walk, node: AstNode, place: Place): void {
  visitAll(walk, childrenOf(node), place);
}

function visitUnary(walk: Walk, node: AstNode, place: Place): void {
  visitChildren(walk, node, place);
  if (['++', '--', 'delete'].includes(textAt(node, 'operator'))) {
    write(walk, nodeAt(node, 'subExpression'), { node, place });
  }
}

function visitEmit(walk: Walk, node: AstNode, place: Place): void {
  add(walk, place, { kind: 'emit', node });
  visitChildren(walk, node, place);
}

function visitIdentifier(walk: Walk, node: AstNode, place: Place): void {
  const variable = walk.model.variables.get(declarationOf(node) ?? 0);
  if (variable !== undefined) add(walk, place, { kind: 'read', node, variable });
}

function visitAll(walk: Walk, nodes: readonly AstNode[], place: Place): void {
  for (const node of nodes) visit(walk, node, place);
}

type Bare = Step extends infer One ? (One extends Step ? Omit<One, 'site'> : never) : never;

function add(walk: Walk, place: Place, step: Bare): void {
  walk.steps.push({ ...step, site: place.site ?? step.node });
}

function visitDeclaration(walk: Walk, node: AstNode, place: Place): void {
  const value = nodeAt(node, 'initialValue');
  if (value === undefined) return;
  visit(walk, value, place);
  const [only, ...more] = nodesAt(node, 'declarations');
  if (only !== undefined && more.length === 0) walk.bindings.set(only.id, value);
}

function visitIf(walk: Walk, node: AstNode, place: Place): void {
  const condition = nodeAt(node, 'condition');
  if (condition === undefined) return;
  visit(walk, condition, place);
  addCondition(walk, condition, place);
  visitAll(
    walk,
    childrenOf(node).filter((child) => child !== condition),
    place,
  );
}

function addCondition(walk: Walk, node: AstNode, place: Place): void {
  const { asked, variables } = readAuthority(walk.model, node, walk.bindings);
  add(walk, place, { kind: 'condition', node, authority: asked, authorities: variables });
}

function visitAssignment(walk: Walk, node: AstNode, place: Place): void {
  const [left, right] = [nodeAt(node, 'leftHandSide'), nodeAt(node, 'rightHandSide')];
  if (right !== undefined) visit(walk, right, place);
  if (left === undefined) return;
  if (textAt(node, 'operator') !== '=') visit(walk, left, place);
  const parts = left.nodeType === 'TupleExpression' ? nodesAt(left, 'components') : [left];
  for (const part of parts) write(walk, part, { node, place });
}

function write(
  walk: Walk,
  target: AstNode | undefined,
  { node, place }: { node: AstNode; place: Place },
): void {
  const element = target && elementOf(walk.model, target, walk.bindings);
  if (element === undefined) return;
  add(walk, place, { kind: 'write', node, unchecked: place.unchecked, ...element });
}

function visitCall(walk: Walk, node: AstNode, place: Place): void {
  const values = nodesAt(node, 'arguments');
  const callee = nodeAt(node, 'expression');
  if (callee === undefined) return;
  visitAll(walk, values, place);
  const plain = callee.nodeType === 'FunctionCallOptions' ? nodeAt(callee, 'expression') : callee;
  if (plain === undefined) return;
  if (plain !== callee) visitAll(walk, nodesAt(callee, 'options'), place);
  const name = textAt(plain, 'name');
  const [first] = values;
  if ((name === 'require' || name === 'assert') && first !== undefined) {
    addCondition(walk, first, place);
    return;
  }
  const receiver = nodeAt(plain, 'expression');
  if (receiver !== undefined) visit(walk, receiver, place);
  const type = typeIdOf(plain);
  if (ANY_GAS.test(type) && !/^t_function_external_(view|pure)/.test(type)) {
    const controlled = ALL_GAS.test(type) && receiver !== undefined && isControlled(walk, receiver);
    add(walk, place, { kind: 'call', node, controlled });
    return;
  }
  if (/^t_function_array(push|pop)/.test(type)) write(walk, receiver, { node, place });
  if (type.startsWith('t_function_internal')) {
    inline(walk, node, { callee: plain, values, receiver, place });
  }
}

function inline(
  walk: Walk,
  node: AstNode,
  call: {
    callee: AstNode;
    values: readonly AstNode[];
    receiver: AstNode | undefined;
    place: Place;
  },
): void {
  const { callee, values, receiver, place } = call;
  if (place.depth >= MAX_DEPTH) return;
  const declared = walk.model.nodes.get(declarationOf(callee) ?? 0);
  if (declared?.nodeType !== 'FunctionDefinition') return;
  const target = mostDerived(walk.contract, declared, callee);
  const attached = receiver !== undefined && takesReceiver(declared, values.length);
  bind(walk, target, attached ? [receiver, ...values] : values);
  const inside = { ...place, site: place.site ?? node, depth: place.depth + 1, inner: undefined };
  enter(walk, target, inside);
}

/** Whether the caller decides whom this expression names. */
function isControlled({ bindings, chosen }: Walk, expression: AstNode): boolean {
  const { isSender, resolved } = resolve(expression, bindings);
  return isSender || chosen.has(declarationOf(resolved) ?? 0);
}
