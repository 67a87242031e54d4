import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/rust';
import { installedTool } from '../installedTool.ts';
import { errorAt, type ParseResult, type SourceError } from './source.ts';

/** The first error of each file; a file is a module, macros are not expanded. */
export function checkRust(files: Readonly<Record<string, string>>): ParseResult {
  const errors = Object.entries(files).flatMap(([file, text]) => firstError(file, text) ?? []);
  return { tools: { '@lezer/rust': installedTool('@lezer/rust') }, errors };
}

function firstError(file: string, text: string): SourceError | undefined {
  let first: { readonly from: number; readonly what: string } | undefined;
  parser.parse(text).iterate({
    enter({ node }) {
      const what = node.type.isError ? 'not Rust here' : refusedByCompiler(node, text);
      // Parents come before their children, and may report a later place.
      if (what !== undefined && (first === undefined || node.from < first.from)) {
        first = { from: node.from, what };
      }
      return node.name !== 'MacroInvocation' && node.name !== 'MacroDefinition';
    },
  });
  if (first === undefined) return undefined;
  return errorAt({ file, text }, first.from, { code: 'syntax', message: first.what });
}

/** What the grammar takes, being made for editors, and rustc's parser does not. */
function refusedByCompiler(node: SyntaxNode, text: string): string | undefined {
  const { name, parent, prevSibling: before } = node;
  const place = parent?.name ?? '';
  switch (name) {
    case ',':
      return before?.name === ',' || (before !== null && OPENING.has(before.name))
        ? 'a comma without an item before it'
        : undefined;
    case 'Char':
      return text.slice(node.from, node.to) === "''" ? 'an empty character' : undefined;
    case 'mut':
      return place === 'MutPattern' && parent?.prevSibling?.name === 'mut'
        ? 'mut twice'
        : undefined;
    case 'BinaryExpression':
      return isComparison(node) && isComparison(node.firstChild)
        ? 'comparisons cannot be chained'
        : undefined;
    case 'RangeExpression':
      return place === 'RangeExpression' ? 'ranges cannot be chained' : undefined;
    case 'LetDeclaration':
    case 'ExpressionStatement':
    case 'EmptyStatement':
      return place === 'SourceFile' && !isMacroCall(node) ? 'a statement outside a function' : undefined; // prettier-ignore
    case 'FunctionItem':
      return node.getChild('Block') === null && BODIES.has(place) ? 'a function without a body' : undefined; // prettier-ignore
    default:
      return undefined;
  }
}

const OPENING: ReadonlySet<string> = new Set(['(', '[', '{']);

/** Where a function needs a body: not in traits and extern blocks. */
const BODIES: ReadonlySet<string> = new Set(['SourceFile', 'Block']);

function isComparison(node: SyntaxNode | null): boolean {
  return node?.name === 'BinaryExpression' && node.getChild('CompareOp') !== null;
}

function isMacroCall(node: SyntaxNode): boolean {
  return node.name === 'ExpressionStatement' && node.getChild('MacroInvocation') !== null;
}
