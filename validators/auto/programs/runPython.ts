import createMicroPython from '@micropython/micropython-webassembly-pyscript/micropython.mjs';
import { FUEL_EXPORT } from '../wasm/addFuel.ts';
import { wasm, type WasmInstance } from '../wasm/wasm.ts';
import { meteredModule } from './meteredModule.ts';
import { MAX_RESULT, type Program, type ProgramLimits, type ProgramRun } from './program.ts';

/** Pages of 64 KiB. */
const MAX_PAGES = 1024;
const HEAP_BYTES = 16 * 1024 * 1024;
const STACK_WORDS = 8 * 1024;

/** Stands before the result on the output, so that what the program prints is no result. */
const MARK = '\u0001';

/** Calls a Python function in an interpreter of its own. `args` is the JSON of its arguments. */
export async function runPython(
  { source, entry }: Program,
  args: string,
  limits: ProgramLimits,
): Promise<ProgramRun> {
  const output = createOutput();
  const engine = await startEngine((bytes) => output.write(bytes));
  const { fuel } = engine;
  const limit = BigInt(limits.fuel);
  fuel.value = limit;
  const call = `import json as _json\nprint('\\x01' + _json.dumps(${entry}(*_json.loads(${pythonText(args)}))))\n`;
  try {
    const name = execute(engine, source) ?? execute(engine, call);
    const used = Number(limit - fuel.value);
    if (name !== undefined) return { outcome: { state: 'threw', name }, fuel: used };
    const text = output.text();
    const json = text.slice(text.lastIndexOf(MARK) + 1).trimEnd();
    if (output.overflowed() || !isJson(json)) {
      return { outcome: { state: 'failed', why: 'no-json' }, fuel: used };
    }
    return { outcome: { state: 'value', json }, fuel: used };
  } catch {
    const why = fuel.value < 0n ? 'fuel' : 'crash';
    return { outcome: { state: 'failed', why }, fuel: Number(limit - fuel.value) };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A Python literal: JSON's escapes are Python's, once nothing beyond ASCII is left. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`); // prettier-ignore
}

interface Engine {
  readonly python: Awaited<ReturnType<typeof createMicroPython>>;
  readonly fuel: { value: bigint };
  /** Its memory as it is now: growing replaces the buffer. */
  readonly memory: () => ArrayBuffer;
}

async function startEngine(write: (bytes: Uint8Array) => void): Promise<Engine> {
  const path = '@micropython/micropython-webassembly-pyscript/micropython.wasm';
  const module = await meteredModule(path, MAX_PAGES);
  let instance: WasmInstance | undefined;
  const memory = () => (instance?.exports as { memory: { buffer: ArrayBuffer } }).memory.buffer;
  const python = await createMicroPython({
    // It reports a refused growth, which the program sees as a MemoryError anyway.
    printErr: () => undefined,
    instantiateWasm(imports, done) {
      instance = new wasm.Instance(module, denyHost(imports, { memory, write }));
      done(instance, module);
      return instance.exports;
    },
  });
  python.ccall('mp_js_init', 'null', ['number', 'number'], [STACK_WORDS, HEAP_BYTES]);
  const { [FUEL_EXPORT]: fuel } = instance?.exports as Record<string, { value: bigint }>;
  if (fuel === undefined) throw new TypeError('the interpreter is not metered');
  return { python, fuel, memory };
}

/** What the interpreter needs of its host to work at all; its memory grows to MAX_PAGES. */
const ALLOWED = /^(invoke_[a-z]+|_emscripten_throw_longjmp|emscripten_resize_heap)$/;

interface Host {
  readonly memory: () => ArrayBuffer;
  readonly write: (bytes: Uint8Array) => void;
}

/**
 * The imports of the interpreter with everything denied that leads out of it: JavaScript objects,
 * files, time. Its own `import js` reaches the process otherwise.
 */
function denyHost(imports: Imports, { memory, write }: Host): Imports {
  const deny = (name: string) => () => {
    // Files are simply not there: looking for a module is no crime.
    if (name.startsWith('__syscall_')) return NO_ENTRY;
    throw new Error(`${name} is denied`);
  };
  const given: Readonly<Record<string, (...values: number[]) => number>> = {
    mp_js_ticks_ms: () => 0,
    mp_js_time_ms: () => 0,
    mp_js_random_u32: () => 1,
    has_attr: () => 0,
    lookup_attr: () => 0,
    fd_write(_fd, vectors = 0, count = 0, written = 0) {
      const view = new DataView(memory());
      let total = 0;
      for (let n = 0; n < count; n += 1) {
        const start = view.getUint32(vectors + 8 * n, true);
        const length = view.getUint32(vectors + 8 * n + 4, true);
        write(new Uint8Array(memory(), start, length));
        total += length;
      }
      view.setUint32(written, total, true);
      return 0;
    },
  };
  return Object.fromEntries(
    Object.entries(imports).map(([space, functions]) => [
      space,
      Object.fromEntries(
        Object.entries(functions).map(([name, own]) => [
          name,
          ALLOWED.test(name) ? own : (given[name] ?? deny(name)),
        ]),
      ),
    ]),
  );
}

/** Emscripten's negated ENOENT. */
const NO_ENTRY = -44;

type Imports = Record<string, Record<string, unknown>>;

/** Runs statements; the class of the exception that left them, or undefined. */
function execute({ python, memory }: Engine, code: string): string | undefined {
  const bytes = new TextEncoder().encode(`${code}\n`);
  const at = python._malloc(bytes.length + 1);
  new Uint8Array(memory()).set([...bytes, 0], at);
  const result = python._malloc(12);
  python.ccall('mp_js_do_exec', 'number', ['pointer', 'number', 'pointer'], [at, bytes.length, result]); // prettier-ignore
  const view = new DataView(memory());
  if (view.getInt32(result, true) !== EXCEPTION) return undefined;
  const [length, text] = [view.getUint32(result + 4, true), view.getUint32(result + 8, true)];
  const shown = Buffer.from(memory(), text, length).toString('utf8');
  return shown.split('\u0004', 1)[0]?.slice(0, 80) ?? '';
}

/** Kind of a result that is an exception: `class EOT details`. */
const EXCEPTION = -1;

function createOutput() {
  const parts: string[] = [];
  let length = 0;
  const decoder = new TextDecoder();
  return {
    write(bytes: Uint8Array) {
      if (length <= MAX_RESULT) parts.push(decoder.decode(bytes, { stream: true }));
      length += bytes.length;
    },
    text: () => parts.join(''),
    overflowed: () => length > MAX_RESULT,
  };
}
