import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { workerData } from 'node:worker_threads';
import { PoiwError } from '../../../core/errors.ts';
import { FUEL_EXPORT } from './addFuel.ts';
import { readSoljson, type Soljson } from './readSoljson.ts';
import { wasm, type WasmInstance, type WasmModule } from './wasm.ts';

/** One compiler instance. It keeps state between calls: throw it away after it has thrown. */
export interface Compiler {
  /** Full version, e.g. `0.8.37+commit.f401782d.Emscripten.clang`. */
  readonly version: string;
  /** Standard JSON in, standard JSON out; imports beyond the input's sources are refused. */
  compile(input: string): string;
  /** Instructions it may still execute; it traps where they end. */
  readonly fuel: { value: bigint };
}

interface Wrapped {
  version(): string;
  compile(input: string, callbacks: { import: (path: string) => { error: string } }): string;
}

const PARAMETERS = 'Module, module, exports, require, __dirname, __filename, process, WebAssembly';

let script: Script | undefined;

/** A new compiler instance over the module shared by the process. */
export async function loadCompiler(): Promise<Compiler> {
  const soljson = sharedSoljson() ?? (await readSoljson());
  const { solc, fuel } = bind(soljson);
  const version = solc.version();
  return {
    version,
    fuel,
    compile: (input) => solc.compile(input, { import: () => ({ error: 'no such file' }) }),
  };
}

function sharedSoljson(): Soljson | undefined {
  return (workerData as { soljson?: Soljson } | null)?.soljson;
}

function bind({ module, glue }: Soljson): { solc: Wrapped; fuel: { value: bigint } } {
  script ??= new Script(`(function (${PARAMETERS}) {${glue}\n; return Module; })`, {
    filename: 'soljson.js',
  });
  const run = script.runInThisContext() as (...values: unknown[]) => unknown;
  const own = { exports: {} };
  const wrap = createRequire(import.meta.url)('solc/wrapper') as (soljson: unknown) => Wrapped;
  let instance: WasmInstance | undefined;
  const instantiateWasm = (imports: object, done: Done) => {
    instance = new wasm.Instance(module, imports);
    done(instance, module);
    return instance.exports;
  };
  const solc = wrap(
    run(
      { instantiateWasm },
      own,
      own.exports,
      refuseRequire,
      '/',
      '/soljson.js',
      fakeProcess,
      wasm,
    ),
  );
  const fuel = (instance?.exports as Partial<Record<string, { value: bigint }>>)[FUEL_EXPORT];
  if (fuel === undefined) throw new PoiwError('E_COMPILER', 'the compiler was not metered');
  return { solc, fuel };
}

type Done = (instance: WasmInstance, module: WasmModule) => void;

/** The script looks for `fs` and `path` at the start; it gets nothing it could read a file with. */
function refuseRequire(): object {
  return { dirname: (path: string) => path, normalize: (path: string) => path };
}

/**
 * soljson hangs an `unhandledRejection` listener on its process, one per instance, which would
 * turn our own rejections into crashes: it gets a process of its own.
 */
const fakeProcess = {
  argv: ['node', 'soljson'],
  versions: { node: process.versions.node },
  platform: 'linux',
  on: () => undefined,
  exit: () => {
    throw new Error('the compiler asked to exit');
  },
};
