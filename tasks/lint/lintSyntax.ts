import type { SyntaxSettings } from '../kinds/syntax.ts';
import { requirePublic, type LintContext } from './lintContext.ts';
import { lintCompiler } from './lintSolidity.ts';

export function lintSyntax(context: LintContext, settings: SyntaxSettings): void {
  lintCompiler(context, settings.compiler);
  settings.sources.forEach((path, at) => requirePublic(context, `sources[${at}]`, path));
}
