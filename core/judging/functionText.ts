/**
 * Text of a function from its header to its closing brace, empty when there is none.
 *
 * @param qualified `Contract.function`, or a bare function name
 */
export function functionText(source: string, qualified: string | null): string {
  const name = qualified?.split('.').at(-1) ?? '';
  if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)) return '';
  const header = new RegExp(
    name === 'constructor'
      ? String.raw`\bconstructor\b`
      : String.raw`\bfunction\s+${escape(name)}\b`,
  );
  const start = source.search(header);
  if (start < 0) return '';
  let depth = 0;
  for (let at = source.indexOf('{', start); at >= 0 && at < source.length; at += 1) {
    if (source[at] === '{') depth += 1;
    if (source[at] === '}') depth -= 1;
    if (depth === 0) return source.slice(start, at + 1);
  }
  return '';
}

function escape(name: string): string {
  return name.replace(/\$/g, String.raw`\$`);
}
