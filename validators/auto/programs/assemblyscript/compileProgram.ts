import * as compiler from 'assemblyscript';
import type { Diagnostic, Module, Program } from 'assemblyscript';
import { libraryFiles } from 'assemblyscript/asc';
import { messageOf } from '../../../../core/errors.ts';
import type { ProgramSignature } from '../../../../tasks/kinds/programs.ts';
import { refuseSource } from '../../languages/shapeGate.ts';
import { ASSEMBLYSCRIPT_LIMITS } from '../programLimits.ts';
import { limitCompiler, restartCounts, TooMuchWork } from './limitCompiler.ts';
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
 * Synchronous, for a second or so: call it in a worker.
 *
 * @throws PoiwError E_COMPILER when another compiler is installed than the one that is pinned
 */
export function compileProgram(
  source: string,
  entry: string,
  signature: ProgramSignature,
): CompiledProgram {
  limitCompiler();
  const refused = refuseText(source);
  if (refused !== undefined) return { refused };
  restartCounts();
  const program = compiler.newProgram(compileOptions());
  try {
    return compileParsed(program, { source, wrapper: wrapperSource(entry, signature) });
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

function compileOptions(): compiler.Options {
  const options = compiler.newOptions();
  compiler.setRuntime(options, INCREMENTAL);
  compiler.setMaximumMemory(options, MAX_PAGES);
  compiler.setStackSize(options, SHADOW_STACK);
  // Without it a module runs before it can be given fuel.
  compiler.setExportStart(options, WRAPPER.start);
  compiler.setOptimizeLevelHints(options, OPTIMIZE.level, OPTIMIZE.shrink);
  return options;
}

function compileParsed(
  program: Program,
  texts: { readonly source: string; readonly wrapper: string },
): CompiledProgram {
  parseAll(program, texts);
  const unread = firstError(program);
  if (unread !== undefined) return { refused: unread };
  compiler.initializeProgram(program);
  const module: Module = compiler.compile(program);
  const wrong = firstError(program);
  if (wrong !== undefined) return { refused: wrong };
  module.optimize(OPTIMIZE.level, OPTIMIZE.shrink);
  return { wasm: module.toBinary(null).output };
}

/** The standard library, the wrapper, and what it imports; files of this machine do not exist. */
function parseAll(
  program: Program,
  { source, wrapper }: { readonly source: string; readonly wrapper: string },
): void {
  for (const [name, text] of Object.entries(libraryFiles)) {
    if (!name.includes('/')) compiler.parse(program, text, `~lib/${name}.ts`, false);
  }
  const runtime = 'rt/index-incremental';
  compiler.parse(program, libraryFiles[runtime] ?? null, `~lib/${runtime}.ts`, true);
  compiler.parse(program, wrapper, 'main.ts', true);
  for (let file = compiler.nextFile(program); file !== null; file = compiler.nextFile(program)) {
    const { path, text } = find(file, source);
    compiler.parse(program, text, path, false);
  }
}

function find(file: string, source: string): { path: string; text: string | null } {
  if (file === PROGRAM_PATH) return { path: `${file}.ts`, text: source };
  const name = file.startsWith('~lib/') ? file.slice('~lib/'.length) : undefined;
  const known = [name, `${name ?? ''}/index`].find(
    (one) => one !== undefined && Object.hasOwn(libraryFiles, one),
  );
  if (known === undefined) return { path: `${file}.ts`, text: null };
  return { path: `~lib/${known}.ts`, text: libraryFiles[known] ?? null };
}

function firstError(program: Program): string | undefined {
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
