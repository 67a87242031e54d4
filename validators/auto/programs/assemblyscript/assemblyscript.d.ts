/** The parts we use. The package's own types are a megabyte of globals. */
declare module 'assemblyscript' {
  export interface Source {
    readonly normalizedPath: string;
    lineAt(position: number): number;
  }

  export interface Diagnostic {
    readonly code: number;
    readonly message: string;
    readonly range: { readonly start: number; readonly source: Source } | null;
  }

  export interface Module {
    optimize(optimizeLevel: number, shrinkLevel: number): void;
    toBinary(sourceMapUrl: null): { readonly output: Uint8Array };
    dispose(): void;
  }

  export interface Options {
    readonly sourceMap: boolean;
  }

  export interface Program {
    readonly module: Module;
  }

  export function newOptions(): Options;
  export function setRuntime(options: Options, runtime: number): void;
  export function setMaximumMemory(options: Options, pages: number): void;
  export function setStackSize(options: Options, bytes: number): void;
  export function setExportStart(options: Options, name: string): void;
  export function setOptimizeLevelHints(options: Options, optimize: number, shrink: number): void;
  export function newProgram(options: Options): Program;
  export function parse(program: Program, text: string | null, path: string, entry: boolean): void;
  export function nextFile(program: Program): string | null;
  export function nextDiagnostic(program: Program): Diagnostic | null;
  export function isError(message: Diagnostic): boolean;
  export function initializeProgram(program: Program): void;
  export function compile(program: Program): Module;

  /** Classes whose methods are counted; see limitCompiler. */
  export const Tokenizer: { readonly prototype: object };
  export const Compiler: { readonly prototype: object };
  export const Resolver: { readonly prototype: object };
}

declare module 'assemblyscript/asc' {
  /** Text of the standard library by name, e.g. `array` or `rt/index-incremental`. */
  export const libraryFiles: Readonly<Record<string, string>>;
}
