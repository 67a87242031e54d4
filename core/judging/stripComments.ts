/**
 * Source text with comments blanked out and every line where it was: what the author says about
 * code sways a judge, what the code does should. Strings are kept; `//` inside one is no comment.
 */
export function stripComments(source: string): string {
  return source.replace(
    /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
    (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token),
  );
}
