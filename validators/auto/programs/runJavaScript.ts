import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { FUEL_EXPORT } from '../wasm/addFuel.ts';
import { wasm, type WasmInstance } from '../wasm/wasm.ts';
import { meteredModule } from './meteredModule.ts';
import { MAX_RESULT, type Program, type ProgramLimits, type ProgramRun } from './program.ts';

/** Pages of 64 KiB; the interpreter itself may use half of it. */
const MAX_PAGES = 2048;
const MEMORY_BYTES = 64 * 1024 * 1024;
/** Small enough that the interpreter notices before the thread's own stack ends. */
const STACK_BYTES = 128 * 1024;

/** No clock, no timers, no loading of code from anywhere. */
const INTRINSICS = {
  BaseObjects: true,
  Eval: true,
  StringNormalize: true,
  RegExp: true,
  JSON: true,
  Proxy: true,
  MapSet: true,
  TypedArrays: true,
  Promise: true,
  BigInt: true,
};

/** Random numbers that are the same everywhere; the built-in ones start from the clock. */
const PRELUDE = `{
  let state = 1;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
}`;

/** Calls a JavaScript function in an interpreter of its own. `args` is the JSON of its arguments. */
export async function runJavaScript(
  { source, entry }: Program,
  args: string,
  limits: ProgramLimits,
): Promise<ProgramRun> {
  const { engine, fuel } = await startEngine();
  const runtime = engine.newRuntime();
  runtime.setMaxStackSize(STACK_BYTES);
  runtime.setMemoryLimit(MEMORY_BYTES);
  const context = runtime.newContext({ intrinsics: INTRINSICS });
  evaluate(context, PRELUDE);
  const limit = BigInt(limits.fuel);
  fuel.value = limit;
  try {
    const loaded = evaluate(context, source);
    const call = `JSON.stringify(${entry}(...JSON.parse(${JSON.stringify(args)})))`;
    const outcome = 'name' in loaded ? loaded : evaluate(context, call);
    const used = Number(limit - fuel.value);
    if ('name' in outcome) return { outcome: { state: 'threw', name: outcome.name }, fuel: used };
    const { text } = outcome;
    if (text === undefined) return { outcome: { state: 'failed', why: 'no-json' }, fuel: used };
    return { outcome: { state: 'value', json: text }, fuel: used };
  } catch {
    // A trapped instance is in no state to be cleaned up: it goes with its memory.
    const why = fuel.value < 0n ? 'fuel' : 'crash';
    return { outcome: { state: 'failed', why }, fuel: Number(limit - fuel.value) };
  }
}

/** A new instance for each call: none sees what another left behind. */
async function startEngine(): Promise<{ engine: QuickJSWASMModule; fuel: { value: bigint } }> {
  const module = await meteredModule('@jitl/quickjs-wasmfile-release-sync/wasm', MAX_PAGES);
  let instance: WasmInstance | undefined;
  const emscriptenModule = {
    instantiateWasm(imports: object, done: (made: WasmInstance, of: typeof module) => void) {
      instance = new wasm.Instance(module, imports);
      done(instance, module);
      return instance.exports;
    },
  };
  // Its types describe the CommonJS build.
  const base = variant as unknown as QuickJSSyncVariant;
  const metered = newVariant(base, { emscriptenModule: emscriptenModule });
  const engine = await newQuickJSWASMModuleFromVariant(metered);
  const { [FUEL_EXPORT]: fuel } = instance?.exports as Record<string, { value: bigint }>;
  if (fuel === undefined) throw new TypeError('the interpreter is not metered');
  return { engine, fuel };
}

/** Text of a string result, undefined of any other; or the class of the exception. */
function evaluate(
  context: QuickJSContext,
  code: string,
): { readonly text: string | undefined } | { readonly name: string } {
  const result = context.evalCode(code, 'program.js');
  if (result.error !== undefined) {
    const { error } = result;
    const name = context.getProp(error, 'name');
    return {
      name: context.typeof(name) === 'string' ? context.getString(name).slice(0, 80) : 'Error',
    };
  }
  if (context.typeof(result.value) !== 'string') return { text: undefined };
  const text = context.getString(result.value);
  return { text: text.length > MAX_RESULT ? undefined : text };
}
