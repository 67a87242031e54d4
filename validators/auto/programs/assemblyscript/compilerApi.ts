/** The parts of the AssemblyScript compiler that are used. */
export interface CompilerApi {
  newOptions(): Options;
  setRuntime(options: Options, runtime: number): void;
  setMaximumMemory(options: Options, pages: number): void;
  setStackSize(options: Options, bytes: number): void;
  setExportStart(options: Options, name: string): void;
  setOptimizeLevelHints(options: Options, optimize: number, shrink: number): void;
  newProgram(options: Options): Program;
  parse(program: Program, text: string | null, path: string, entry: boolean): void;
  nextFile(program: Program): string | null;
  nextDiagnostic(program: Program): Diagnostic | null;
  isError(message: Diagnostic): boolean;
  initializeProgram(program: Program): void;
  compile(program: Program): Module;
  /** Classes whose methods are counted; see limitCompiler. */
  readonly Tokenizer: Class;
  readonly Compiler: Class;
  readonly Resolver: Class;
}

interface Class {
  readonly prototype: object;
}

export interface Options {
  readonly sourceMap: boolean;
}

export interface Program {
  readonly module: Module;
}

interface Module {
  optimize(optimizeLevel: number, shrinkLevel: number): void;
  toBinary(sourceMapUrl: null): { readonly output: Uint8Array };
  dispose(): void;
}

export interface Diagnostic {
  readonly code: number;
  readonly message: string;
  readonly range: { readonly start: number; readonly source: Source } | null;
}

interface Source {
  readonly normalizedPath: string;
  lineAt(position: number): number;
}
