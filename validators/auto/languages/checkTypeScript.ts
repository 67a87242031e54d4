import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { ScriptSettings } from '../../../tasks/kinds/languages.ts';
import { installedTool } from '../installedTool.ts';
import type { ParseResult, SourceError } from './source.ts';

/** Paths the compiler may ask for: the task's files under the root, the library under this. */
const LIBRARY = '/typescript-lib/';
const LIBRARY_FILE = /^\/typescript-lib\/(lib\.[\w.]+\.d\.ts)$/;

/** Parsed once per worker: parsing the library again takes ten times as long as a check. */
const library = new Map<string, ts.SourceFile | undefined>();

/** Errors of the TypeScript compiler, `TS2322` and the like: syntax, or types as well. */
export function checkTypeScript(
  files: Readonly<Record<string, string>>,
  settings: ScriptSettings,
): ParseResult {
  const options = optionsOf(settings);
  const roots = Object.keys(files).map((path) => `/${path}`);
  const program = ts.createProgram(roots, options, createHost(files, options));
  const diagnostics =
    settings.level === 'types'
      ? ts.getPreEmitDiagnostics(program)
      : [...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics()];
  return {
    tools: { typescript: installedTool('typescript') },
    errors: diagnostics
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .map(errorOf),
  };
}

/** Ours and the task's; a file's own comments can switch off no more than tsc lets them. */
function optionsOf({ libs, language }: ScriptSettings): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: libs.map((name) => `lib.${name}.d.ts`),
    jsx: ts.JsxEmit.Preserve,
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
    skipLibCheck: true,
    ...(language === 'javascript' ? { allowJs: true, checkJs: true } : {}),
  };
}

function createHost(
  files: Readonly<Record<string, string>>,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const textOf = (path: string) =>
    Object.hasOwn(files, path.slice(1)) ? files[path.slice(1)] : undefined;
  const target = options.target ?? ts.ScriptTarget.ES2022;
  return {
    getSourceFile(path) {
      const [, name] = LIBRARY_FILE.exec(path) ?? [];
      if (name !== undefined) return librarySource(name, path, target);
      const text = textOf(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, target);
    },
    fileExists: (path) => textOf(path) !== undefined || LIBRARY_FILE.test(path),
    readFile: textOf,
    directoryExists: () => true,
    getDirectories: () => [],
    getDefaultLibFileName: () => `${LIBRARY}lib.es2022.d.ts`,
    getDefaultLibLocation: () => LIBRARY,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
}

function librarySource(name: string, path: string, target: ts.ScriptTarget) {
  if (library.has(name)) return library.get(name);
  const folder = dirname(createRequire(import.meta.url).resolve('typescript'));
  let parsed: ts.SourceFile | undefined;
  try {
    parsed = ts.createSourceFile(path, readFileSync(join(folder, name), 'utf8'), target);
  } catch {
    parsed = undefined;
  }
  library.set(name, parsed);
  return parsed;
}

function errorOf({ file, start, code, messageText }: ts.Diagnostic): SourceError {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 200);
  const place =
    file === undefined || LIBRARY_FILE.test(file.fileName)
      ? { file: null, line: 0 }
      : {
          file: file.fileName.slice(1),
          line: file.getLineAndCharacterOfPosition(start ?? 0).line + 1,
        };
  return { ...place, code: `TS${code}`, message };
}
