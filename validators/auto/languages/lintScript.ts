import { Linter } from 'eslint';
import { PoiwError, messageOf } from '../../../core/errors.ts';
import type { ScriptSettings } from '../../../tasks/kinds/languages.ts';
import { installedTool } from '../installedTool.ts';
import type { ParseResult, SourceError } from './source.ts';

type Plugins = typeof import('typescript-eslint');

const TOOLS = ['eslint', 'typescript-eslint'];

let loaded: Promise<Plugins> | undefined;

/**
 * Errors of ESLint with the rules the task names, or those that typescript-eslint recommends.
 * Comments in the files configure nothing.
 *
 * @throws PoiwError E_TASK_INVALID for a rule that does not exist or needs more than the text
 */
export async function lintScript(
  files: Readonly<Record<string, string>>,
  settings: ScriptSettings,
): Promise<ParseResult> {
  // Half a second to load: only workers that lint pay for it.
  loaded ??= import('typescript-eslint');
  const plugins = await loaded;
  const config = configOf(plugins, settings);
  const errors = Object.entries(files).flatMap(([file, text]) => lintFile({ file, text }, config));
  const tools = Object.fromEntries(TOOLS.map((name) => [name, installedTool(name)]));
  return { tools, errors };
}

function configOf(plugins: Plugins, { rules }: ScriptSettings): Linter.Config[] {
  const recommended = Object.assign({}, ...plugins.configs.recommended.map((one) => one.rules)) as Linter.RulesRecord; // prettier-ignore
  return [
    {
      files: ['**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'],
      plugins: { '@typescript-eslint': plugins.plugin },
      languageOptions: { parser: plugins.parser },
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      rules:
        rules === undefined
          ? recommended
          : Object.fromEntries(rules.map((name) => [name, 'error'])),
    },
  ];
}

function lintFile(
  { file, text }: { readonly file: string; readonly text: string },
  config: Linter.Config[],
): SourceError[] {
  const linter = new Linter({ configType: 'flat', cwd: '/' });
  let messages: Linter.LintMessage[];
  try {
    messages = linter.verify(text, config, { filename: `/${file}`, allowInlineConfig: false });
  } catch (cause) {
    const [first = ''] = messageOf(cause).split('\n', 1);
    throw new PoiwError('E_TASK_INVALID', `cannot lint ${file}: ${first.slice(0, 200)}`, { cause });
  }
  return messages
    .filter(({ severity }) => severity === 2)
    .map(({ line, ruleId, message }) => {
      return { file, line, code: ruleId ?? 'parse', message: message.slice(0, 200) };
    });
}
