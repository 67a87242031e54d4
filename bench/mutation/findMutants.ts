import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One change to one source file. */
export interface Mutant {
  /** Path below the repository's root. */
  readonly file: string;
  readonly line: number;
  /** Byte offsets. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly operator:
    'comparison' | 'arithmetic' | 'logic' | 'bits' | 'constant' | 'guard' | 'assignment';
}

interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [key: string]: unknown;
}

const SWAPS: Readonly<Record<string, readonly [Mutant['operator'], ...string[]]>> = {
  '<': ['comparison', '<=', '>='],
  '<=': ['comparison', '<', '>'],
  '>': ['comparison', '>=', '<='],
  '>=': ['comparison', '>', '<'],
  '==': ['comparison', '!='],
  '!=': ['comparison', '=='],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '/': ['arithmetic', '*'],
  '&&': ['logic', '||'],
  '||': ['logic', '&&'],
  '&': ['bits', '|'],
  '|': ['bits', '&'],
  '<<': ['bits', '>>'],
  '>>': ['bits', '<<'],
  '+=': ['arithmetic', '-='],
  '-=': ['arithmetic', '+='],
};

/** Every mutant of a Solidity file, found in the compiler's own syntax tree. */
export function findMutants(root: string, file: string): Mutant[] {
  const source = readFileSync(join(root, file));
  const mutants: Mutant[] = [];
  const add = (node: Node, after: string, operator: Mutant['operator'], range = rangeOf(node)) => {
    const [start, end] = range;
    const line = source.subarray(0, start).toString().split('\n').length;
    const before = source.subarray(start, end).toString();
    mutants.push({ file, line, start, end, before, after, operator });
  };
  walk(parse(root, file), [], (node, parents) => {
    switch (node.nodeType) {
      case 'BinaryOperation':
      case 'Assignment':
        for (const [operator, after, range] of swapsOf(node, source))
          add(node, after, operator, range);
        break;
      case 'Literal':
        for (const after of neighboursOf(node, parents)) add(node, after, 'constant');
        break;
      case 'IfStatement':
        if (isGuard(node)) add(node['condition'] as Node, 'false', 'guard');
        break;
      case 'ExpressionStatement':
        if (isDroppable(node, parents))
          add(node, '{}', isRequire(node) ? 'guard' : 'assignment', statementOf(node, source));
        break;
    }
  });
  return mutants;
}

function parse(root: string, file: string): Node {
  const require = createRequire(join(root, 'package.json'));
  const solc = require('solc') as {
    compile(input: string, callbacks: { import: (name: string) => object }): string;
  };
  const read = (name: string) => {
    const path = name.startsWith('@openzeppelin/') ? join('node_modules', name) : name;
    return { contents: readFileSync(join(root, path), 'utf8') };
  };
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readFileSync(join(root, file), 'utf8') } },
    settings: { outputSelection: { '*': { '': ['ast'] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as {
    sources?: Record<string, { ast: Node }>;
  };
  const ast = output.sources?.[file]?.ast;
  if (ast === undefined) throw new Error(`${file} does not compile`);
  return ast;
}

function walk(
  node: Node,
  parents: readonly Node[],
  visit: (node: Node, parents: readonly Node[]) => void,
): void {
  visit(node, parents);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) walk(child, [...parents, node], visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value;
}

function rangeOf({ src }: Node): [number, number] {
  const [start = 0, length = 0] = src.split(':').map(Number);
  return [start, start + length];
}

/** The operator stands somewhere between the ends of its sides. */
function swapsOf(node: Node, source: Buffer): [Mutant['operator'], string, [number, number]][] {
  const token = node['operator'] as string;
  const [operator, ...others] = SWAPS[token] ?? [];
  if (operator === undefined) return [];
  const left = (node['leftExpression'] ?? node['leftHandSide']) as Node;
  const right = (node['rightExpression'] ?? node['rightHandSide']) as Node;
  const [from, to] = [rangeOf(left)[1], rangeOf(right)[0]];
  const at = source.subarray(from, to).indexOf(token);
  if (at < 0) return [];
  const range: [number, number] = [from + at, from + at + token.length];
  return others.map((other) => [operator, other, range]);
}

/** One more and one less, of decimal numbers that are no part of a type or a unit. */
function neighboursOf(node: Node, parents: readonly Node[]): string[] {
  const value = node['value'] as string | null;
  if (node['kind'] !== 'number' || value === null || !/^\d+$/.test(value)) return [];
  if (parents.some(({ nodeType }) => nodeType === 'ArrayTypeName')) return [];
  const number = BigInt(value);
  const suffix = node['subdenomination'] == null ? '' : ` ${node['subdenomination'] as string}`;
  return [number + 1n, ...(number > 0n ? [number - 1n] : [])].map((one) => `${one}${suffix}`);
}

/** `if (…) revert …;` */
function isGuard(node: Node): boolean {
  const body = node['trueBody'] as Node;
  const first = body.nodeType === 'Block' ? (body['statements'] as Node[])[0] : body;
  return node['falseBody'] == null && first?.nodeType === 'RevertStatement';
}

function isRequire(node: Node): boolean {
  const call = node['expression'] as Node;
  const callee = call['expression'] as Node | undefined;
  return call.nodeType === 'FunctionCall' && callee?.['name'] === 'require';
}

function isDroppable(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (parent?.nodeType === 'ForStatement' && parent['body'] !== node) return false;
  const expression = node['expression'] as Node;
  const isStep = expression.nodeType === 'UnaryOperation';
  return expression.nodeType === 'Assignment' || isStep || isRequire(node);
}

/** A statement with its semicolon. */
function statementOf(node: Node, source: Buffer): [number, number] {
  const [start, end] = rangeOf(node);
  return [start, source.indexOf(';', end) + 1];
}
