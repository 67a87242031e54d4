import { checkCsv } from './checkCsv.ts';
import { checkJavaScript } from './checkJavaScript.ts';
import { checkJson } from './checkJson.ts';
import { checkJsonSchema } from './checkJsonSchema.ts';
import { checkMarkdown } from './checkMarkdown.ts';
import { checkPython } from './checkPython.ts';
import { checkRust } from './checkRust.ts';
import { checkTypeScript } from './checkTypeScript.ts';
import { lintScript } from './lintScript.ts';
import { refuseSource } from './shapeGate.ts';
import type { ParseRequest, ParseResult } from './source.ts';

/**
 * The errors of a task's files, by the parser of their language. Files of a shape no honest task
 * has are refused before, by counting; whatever grinds on past that loses its worker and is no
 * verdict.
 *
 * @throws PoiwError E_TASK_INVALID for a rule or a schema that does not exist
 */
export async function checkLanguage(request: ParseRequest): Promise<ParseResult> {
  const { language } = request.settings;
  const refused = Object.entries(request.files).flatMap(
    ([file, text]) => refuseSource({ file, text }, language) ?? [],
  );
  return refused.length > 0 ? { tools: {}, errors: refused } : parse(request);
}

function parse(request: ParseRequest): ParseResult | Promise<ParseResult> {
  const { settings, files } = request;
  switch (settings.language) {
    case 'typescript':
    case 'javascript':
      if (settings.level === 'lint') return lintScript(files, settings);
      if (settings.level === 'types') return checkTypeScript(files, settings);
      return settings.language === 'typescript'
        ? checkTypeScript(files, settings)
        : checkJavaScript(files);
    case 'python':
      return checkPython(files);
    case 'rust':
      return checkRust(files);
    case 'json':
      return checkJson(files);
    case 'json-schema':
      return checkJsonSchema(files, settings);
    case 'csv':
      return checkCsv(files);
    case 'markdown':
      return checkMarkdown(files);
  }
}
