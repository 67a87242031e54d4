import { messageOf } from '../../../../core/errors.ts';
import type { ProgramSignature } from '../../../../tasks/kinds/programs.ts';
import { refuseSource } from '../../languages/shapeGate.ts';
import { ASSEMBLYSCRIPT_LIMITS } from '../programLimits.ts';
import type { CompilerApi, Diagnostic, Options, Program } from './compilerApi.ts';
import { restartCounts, TooMuchWork } from './limitCompiler.ts';
import { loadCompiler, type LoadedCompiler } from './loadCompiler.ts';
import { PROGRAM_PATH, WRAPPER, wrapperSource } from './wrapperSource.ts';

/** Most memory of a program, pages of 64 KiB. */
export const MAX_PAGES = 1024;
/** Memory in which the collector finds what is in use, bytes. */
const SHADOW_STACK = 128 * 1024;
const INCREMENTAL = 2;
const OPTIMIZE = { level: 2, shrink: 0 } as const;

export type CompiledProgram =
  | { readonly wasm: Uint8Array }
  /** Why there is none, in words: a diagnostic of the compiler, or a limit. */
  | { readonly refused: string };

/**
 * Compiles an AssemblyScript program with the code that passes values in and out. The same text
 * gives the same bytes, or the same refusal, on every machine: work is counted, never timed.
 * It holds its thread for a second or so: call it in a worker.
 *
 * @throws PoiwError E_COMPILER when another compiler is installed than the one that is pinned
 */
export async function compileProgram(
  source: string,
  entry: string,
  signature: ProgramSignature,
): Promise<CompiledProgram> {
  const refused = refuseText(source);
  if (refused !== undefined) return { refused };
  const loaded = await loadCompiler();
  restartCounts();
  const program = loaded.compiler.newProgram(compileOptions(loaded.compiler));
  try {
    return compileTexts(loaded, program, { source, wrapper: wrapperSource(entry, signature) });
  } catch (thrown) {
    if (thrown instanceof TooMuchWork) return { refused: `too much to compile: ${thrown.message}` };
    return { refused: `the compiler gave up: ${messageOf(thrown).split('\n', 1)[0] ?? ''}` };
  } finally {
    // Its module lies in the optimiser's memory, which no collector sees.
    program.module.dispose();
  }
}

function refuseText(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > ASSEMBLYSCRIPT_LIMITS.compileBytes) {
    return `${bytes} bytes of source, at most ${ASSEMBLYSCRIPT_LIMITS.compileBytes}`;
  }
  const shape = refuseSource({ file: `${PROGRAM_PATH}.ts`, text }, 'typescript');
  return shape === undefined ? undefined : `line ${shape.line}: ${shape.message}`;
}

function compileOptions(compiler: CompilerApi): Options {
  const options = compiler.newOptions();
  compiler.setRuntime(options, INCREMENTAL);
  compiler.setMaximumMemory(options, MAX_PAGES);
  compiler.setStackSize(options, SHADOW_STACK);
  // Without it a module runs before it can be given fuel.
  compiler.setExportStart(options, WRAPPER.start);
  compiler.setOptimizeLevelHints(options, OPTIMIZE.level, OPTIMIZE.shrink);
  return options;
}

interface Texts {
  readonly source: string;
  readonly wrapper: string;
}

function compileTexts(loaded: LoadedCompiler, program: Program, texts: Texts): CompiledProgram {
  const { compiler } = loaded;
  parseAll(loaded, program, texts);
  const unread = firstError(compiler, program);
  if (unread !== undefined) return { refused: unread };
  compiler.initializeProgram(program);
  const module = compiler.compile(program);
  const wrong = firstError(compiler, program);
  if (wrong !== undefined) return { refused: wrong };
  module.optimize(OPTIMIZE.level, OPTIMIZE.shrink);
  return { wasm: module.toBinary(null).output };
}

/** The standard library, the wrapper, and what it imports; files of this machine do not exist. */
function parseAll(
  { compiler, libraryFiles }: LoadedCompiler,
  program: Program,
  texts: Texts,
): void {
  for (const [name, text] of Object.entries(libraryFiles)) {
    if (!name.includes('/')) compiler.parse(program, text, `~lib/${name}.ts`, false);
  }
  const runtime = 'rt/index-incremental';
  compiler.parse(program, libraryFiles[runtime] ?? null, `~lib/${runtime}.ts`, true);
  compiler.parse(program, texts.wrapper, 'main.ts', true);
  for (let file = compiler.nextFile(program); file !== null; file = compiler.nextFile(program)) {
    const { path, text } = find(libraryFiles, file, texts.source);
    compiler.parse(program, text, path, false);
  }
}

function find(libraryFiles: LoadedCompiler['libraryFiles'], file: string, source: string) {
  if (file === PROGRAM_PATH) return { path: `${file}.ts`, text: source };
  const name = file.startsWith('~lib/') ? file.slice('~lib/'.length) : undefined;
  const known = [name, `${name ?? ''}/index`].find(
    (one) => one !== undefined && Object.hasOwn(libraryFiles, one),
  );
  if (known === undefined) return { path: `${file}.ts`, text: null };
  return { path: `~lib/${known}.ts`, text: libraryFiles[known] ?? null };
}

function firstError(compiler: CompilerApi, program: Program): string | undefined {
  let first: Diagnostic | undefined;
  // All are taken out: the compiler hands each out once.
  for (;;) {
    const next = compiler.nextDiagnostic(program);
    if (next === null) break;
    if (compiler.isError(next)) first ??= next;
  }
  if (first === undefined) return undefined;
  const { code, message, range } = first;
  const own = range?.source.normalizedPath === `${PROGRAM_PATH}.ts`;
  const place = range !== null && own ? `line ${range.source.lineAt(range.start)}: ` : '';
  return `${place}${message} (AS${code})`.slice(0, 200);
}
