import type { Heading, Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { installedTool } from '../installedTool.ts';
import type { ParseResult, SourceError } from './source.ts';

/**
 * Markdown (CommonMark) has no syntax errors, but documents are broken all the same:
 * `undefined-reference`, `missing-anchor`, `empty-link`, `heading-skip`, `unclosed-fence`.
 */
export function checkMarkdown(files: Readonly<Record<string, string>>): ParseResult {
  const errors = Object.entries(files).flatMap(([file, text]) => check(file, text));
  return {
    tools: { 'mdast-util-from-markdown': installedTool('mdast-util-from-markdown') },
    errors,
  };
}

function check(file: string, text: string): SourceError[] {
  const root: Root = fromMarkdown(text);
  const nodes = [...walk(root)];
  const lines = text.split(/\r?\n/);
  const anchors = anchorsOf(nodes.filter((node) => node.type === 'heading'));
  let depth = 0;
  return nodes.flatMap((node): SourceError[] => {
    const codes = problemsOf(node, { anchors, lines });
    if (node.type === 'heading') {
      if (node.depth > depth + 1 && depth > 0) codes.push('heading-skip');
      depth = node.depth;
    }
    const line = node.position?.start.line ?? 1;
    return codes.map((code) => ({ file, line, code, message: code.replaceAll('-', ' ') }));
  });
}

function problemsOf(
  node: Nodes,
  { anchors, lines }: { anchors: ReadonlySet<string>; lines: readonly string[] },
): string[] {
  switch (node.type) {
    case 'link':
      if (node.url === '') return ['empty-link'];
      return node.url.startsWith('#') && !anchors.has(node.url.slice(1).toLowerCase())
        ? ['missing-anchor']
        : [];
    case 'text':
      // What has a definition is a node of its own by now.
      return /\[[^[\]]{1,200}\]\[[^[\]]{0,200}\]/.test(node.value) ? ['undefined-reference'] : [];
    case 'code':
      return isUnclosed(node, lines) ? ['unclosed-fence'] : [];
    default:
      return [];
  }
}

function isUnclosed({ position }: Nodes, lines: readonly string[]): boolean {
  if (position === undefined) return false;
  const opening = lines[position.start.line - 1]?.slice(position.start.column - 1) ?? '';
  const [fence] = /^(`{3,}|~{3,})/.exec(opening) ?? [];
  if (fence === undefined) return false;
  const last = lines[position.end.line - 1]?.replace(/^[\s>]*/, '').trimEnd() ?? '';
  const closes = last.length >= fence.length && last === last.charAt(0).repeat(last.length);
  return position.end.line === position.start.line || !closes || !last.startsWith(fence);
}

/** Anchors as GitHub makes them; a heading's second use gets `-1`. */
function anchorsOf(headings: readonly Heading[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const slug = textOf(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** Every node in the order of the text, without recursion. */
function* walk(root: Root): Generator<Nodes> {
  const stack: Nodes[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if ('children' in node) stack.push(...node.children.toReversed());
  }
}
