import type { SyntaxSettings } from '../kinds/syntax.ts';
import { requirePublic, type LintContext } from './lintContext.ts';
import { lintCompiler } from './lintSolidity.ts';

export function lintSyntax(context: LintContext, settings: SyntaxSettings): void {
  if ('compiler' in settings) lintCompiler(context, settings.compiler);
  if ('schema' in settings) requirePublic(context, 'schema', settings.schema);
  settings.sources.forEach((path, at) => requirePublic(context, `sources[${at}]`, path));
}
