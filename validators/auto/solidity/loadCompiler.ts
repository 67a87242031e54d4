import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { PoiwError } from '../../../core/errors.ts';
import { FUEL_EXPORT } from '../wasm/addFuel.ts';
import { wasm, type WasmInstance, type WasmModule } from '../wasm/wasm.ts';
import type { Soljson } from './readSoljson.ts';

/** One compiler instance. It keeps state between calls: throw it away after it has thrown. */
export interface Compiler {
  /** Full version and digest, e.g. `0.8.37+commit.f401782d.Emscripten.clang sha256:1f…`. */
  readonly version: string;
  /** Standard JSON in, standard JSON out; imports beyond the input's sources are refused. */
  compile(input: string): string;
  /** What it may still execute, in units of its kind of build; it traps where that ends. */
  readonly fuel: Fuel;
}

interface Fuel {
  readonly limit: bigint;
  value: bigint;
}

interface Wrapped {
  version(): string;
  compile(input: string, callbacks: { import: (path: string) => { error: string } }): string;
}

/** A new compiler instance over the program shared by the process. */
export function loadCompiler(soljson: Soljson, limits: FuelLimits): Compiler {
  const { solc, fuel } = bind(soljson, limits);
  const version = `${solc.version()} sha256:${soljson.hash}`;
  return {
    version,
    fuel,
    compile: (input) => solc.compile(input, { import: () => ({ error: 'no such file' }) }),
  };
}

interface FuelLimits {
  /** Instructions, of WebAssembly. */
  readonly compileFuel: number;
  /** Loops and calls, of asm.js; below 2^31. */
  readonly compileAsmFuel: number;
}

interface AsmExports {
  readonly poiwFuel: () => number;
  readonly poiwRefuel: (fuel: number) => void;
}

function bind(soljson: Soljson, limits: FuelLimits): { solc: Wrapped; fuel: Fuel } {
  const { module, script, cachedData } = soljson;
  const run = new Script(Buffer.from(script).toString('utf8'), {
    filename: 'soljson.js',
    cachedData: Buffer.from(cachedData),
  }).runInThisContext() as (...values: unknown[]) => [unknown, Partial<AsmExports> | null];
  const own = { exports: {} };
  let instance: WasmInstance | undefined;
  const start = {
    print: () => undefined,
    printErr: () => undefined,
    ...(module === null
      ? {}
      : { instantiateWasm: instantiate(module, (made) => (instance = made)) }),
  };
  const surroundings = [own, own.exports, refuseRequire, '/', '/soljson.js', fakeProcess, wasm];
  const [bound, asm] = run(start, ...surroundings);
  const wrap = createRequire(import.meta.url)('solc/wrapper') as (soljson: unknown) => Wrapped;
  const solc = wrap(bound);
  const fuel = module === null ? asmFuel(asm, limits) : wasmFuel(instance, limits);
  return { solc, fuel };
}

type Done = (instance: WasmInstance, module: WasmModule) => void;

function instantiate(module: WasmModule, keep: (instance: WasmInstance) => void) {
  return (imports: object, done: Done) => {
    const instance = new wasm.Instance(module, imports);
    keep(instance);
    done(instance, module);
    return instance.exports;
  };
}

function wasmFuel(instance: WasmInstance | undefined, { compileFuel }: FuelLimits): Fuel {
  const fuel = (instance?.exports as Partial<Record<string, { value: bigint }>> | undefined)?.[
    FUEL_EXPORT
  ];
  if (fuel === undefined) throw unmetered();
  const limit = BigInt(compileFuel);
  return {
    limit,
    get value() {
      return fuel.value;
    },
    set value(left) {
      fuel.value = left;
    },
  };
}

function asmFuel(asm: Partial<AsmExports> | null, { compileAsmFuel }: FuelLimits): Fuel {
  const { poiwFuel, poiwRefuel } = asm ?? {};
  if (poiwFuel === undefined || poiwRefuel === undefined) throw unmetered();
  return {
    limit: BigInt(compileAsmFuel),
    get value() {
      return BigInt(poiwFuel());
    },
    set value(left) {
      poiwRefuel(Number(left));
    },
  };
}

function unmetered(): PoiwError {
  return new PoiwError('E_COMPILER', 'the compiler was not metered');
}

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
  // The model checker, which a pragma can ask for, wants a clock: it gets one that stands still.
  hrtime: () => [0, 0],
  on: () => undefined,
  exit: () => {
    throw new Error('the compiler asked to exit');
  },
};
