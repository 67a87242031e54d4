import { id as selectorHash } from 'ethers';
import type { SolidityFiles } from '../../../validators/auto/solidity/compilation.ts';
import { descendantsOf, isNode, nodeAt, nodesAt, textAt, typeOf, type AstNode } from './ast.ts';

export interface StateVariable {
  readonly node: AstNode;
  readonly id: number;
  readonly name: string;
  /** e.g. `mapping(address => uint256)` */
  readonly type: string;
  readonly isPublic: boolean;
  readonly isMutable: boolean;
}

export interface Parameter {
  readonly id: number;
  readonly name: string;
  /** ABI type, e.g. `address` for a contract. */
  readonly type: string;
  /** Type as the source has it, e.g. `contract IERC20`. */
  readonly sourceType: string;
}

export interface FunctionModel {
  readonly node: AstNode;
  readonly file: string;
  /** Contract it is written in, which may be a base of the one looked at. */
  readonly contract: string;
  readonly name: string;
  /** `withdraw(uint256)`; undefined where a parameter is a struct or the like. */
  readonly signature: string | undefined;
  readonly parameters: readonly Parameter[];
  /** Callable from outside; never a constructor, `receive` or `fallback`. */
  readonly isEntry: boolean;
  readonly isConstructor: boolean;
  readonly isPayable: boolean;
  readonly isView: boolean;
}

export interface ContractModel {
  readonly node: AstNode;
  readonly file: string;
  readonly name: string;
  readonly isDeployable: boolean;
  /** Whether another contract inherits from it. */
  readonly isBase: boolean;
  /** Inherited ones included; of overridden functions only the one that runs. */
  readonly functions: readonly FunctionModel[];
  readonly variables: readonly StateVariable[];
}

export interface CodeModel {
  readonly sources: SolidityFiles;
  readonly contracts: readonly ContractModel[];
  /** Declarations by id. */
  readonly nodes: ReadonlyMap<number, AstNode>;
  readonly variables: ReadonlyMap<number, StateVariable>;
}

/** What detectors need to know about Solidity files, from their syntax trees. */
export function codeModel(
  sources: SolidityFiles,
  asts: Readonly<Record<string, unknown>>,
): CodeModel {
  const nodes = new Map<number, AstNode>();
  const files = new Map<number, string>();
  for (const [file, ast] of Object.entries(asts)) {
    if (!isNode(ast)) continue;
    for (const node of descendantsOf(ast)) {
      nodes.set(node.id, node);
      if (node.nodeType === 'ContractDefinition') files.set(node.id, file);
    }
  }
  const definitions = [...files.keys()].flatMap((id) => nodes.get(id) ?? []);
  const bases = new Set(definitions.flatMap((node) => lineage(node).slice(1)));
  const contracts = definitions.map((node): ContractModel => {
    const line = lineage(node).flatMap((id) => nodes.get(id) ?? []);
    return {
      node,
      file: files.get(node.id) ?? '',
      name: textAt(node, 'name'),
      isDeployable: textAt(node, 'contractKind') === 'contract' && node['abstract'] === false,
      isBase: bases.has(node.id),
      functions: withoutOverridden(
        line.flatMap((one) => functionsOf(one, files.get(one.id) ?? '')),
      ),
      variables: line.flatMap(variablesOf),
    };
  });
  const variables = new Map(contracts.flatMap((one) => one.variables.map((v) => [v.id, v])));
  return { sources, contracts, nodes, variables };
}

function lineage(contract: AstNode): number[] {
  return (contract['linearizedBaseContracts'] as number[] | undefined) ?? [];
}

function functionsOf(contract: AstNode, file: string): FunctionModel[] {
  return nodesAt(contract, 'nodes')
    .filter(({ nodeType }) => nodeType === 'FunctionDefinition')
    .map((node) => {
      const kind = textAt(node, 'kind');
      const parameters = parametersOf(node);
      return {
        node,
        file,
        contract: textAt(contract, 'name'),
        name: kind === 'constructor' ? 'constructor' : textAt(node, 'name'),
        signature: signatureOf(node, parameters),
        parameters,
        isEntry: kind === 'function' && ['public', 'external'].includes(textAt(node, 'visibility')),
        isConstructor: kind === 'constructor',
        isPayable: textAt(node, 'stateMutability') === 'payable',
        isView: ['view', 'pure'].includes(textAt(node, 'stateMutability')),
      };
    });
}

/** The first of each name and types is the most derived. */
function withoutOverridden(functions: readonly FunctionModel[]): FunctionModel[] {
  const seen = new Set<string>();
  return functions.filter(({ node, name, parameters, isConstructor }) => {
    if (isConstructor || textAt(node, 'visibility') === 'private') return true;
    const key = `${name}(${parameters.map(({ type }) => type).join(',')})`;
    return !seen.has(key) && seen.add(key);
  });
}

function variablesOf(contract: AstNode): StateVariable[] {
  return nodesAt(contract, 'nodes')
    .filter(({ nodeType }) => nodeType === 'VariableDeclaration')
    .map((node) => ({
      node,
      id: node.id,
      name: textAt(node, 'name'),
      type: typeOf(node),
      isPublic: textAt(node, 'visibility') === 'public',
      isMutable: textAt(node, 'mutability') === 'mutable',
    }));
}

function parametersOf(node: AstNode): Parameter[] {
  const list = nodeAt(node, 'parameters');
  if (list === undefined) return [];
  return nodesAt(list, 'parameters').map((one) => ({
    id: one.id,
    name: textAt(one, 'name'),
    type: abiType(typeOf(one)),
    sourceType: typeOf(one),
  }));
}

function abiType(type: string): string {
  const [, base = type, suffix = ''] = /^(.*?)((?:\[\d*\])*)$/.exec(type.trim()) ?? [];
  if (base.startsWith('contract ') || base === 'address payable') return `address${suffix}`;
  if (base.startsWith('enum ')) return `uint8${suffix}`;
  return base + suffix;
}

/** The compiler's own selector tells whether our reading of the types is right. */
function signatureOf(node: AstNode, parameters: readonly Parameter[]): string | undefined {
  const text = `${textAt(node, 'name')}(${parameters.map(({ type }) => type).join(',')})`;
  const selector = textAt(node, 'functionSelector');
  return selector !== '' && selectorHash(text).startsWith(`0x${selector}`) ? text : undefined;
}
