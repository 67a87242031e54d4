import type { CompilerApi } from './compilerApi.ts';
import { limitCompiler } from './limitCompiler.ts';

export interface LoadedCompiler {
  readonly compiler: CompilerApi;
  /** Text of the standard library by name, e.g. `array` or `rt/index-incremental`. */
  readonly libraryFiles: Readonly<Record<string, string>>;
}

/** Widened: the package's own types would declare an `Array` of theirs for the whole project. */
const PACKAGE: string = 'assemblyscript';

let loaded: Promise<LoadedCompiler> | undefined;

/** The compiler, made to count what it does; a large one, so it is loaded when first needed. */
export function loadCompiler(): Promise<LoadedCompiler> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<LoadedCompiler> {
  const compiler = (await import(PACKAGE)) as CompilerApi;
  const { libraryFiles } = (await import(`${PACKAGE}/asc`)) as Pick<LoadedCompiler, 'libraryFiles'>;
  limitCompiler(compiler);
  return { compiler, libraryFiles };
}
