import type { ProgramSignature } from '../../../../tasks/kinds/programs.ts';
import { PoiwError } from '../../../../core/errors.ts';
import { createLru } from '../../createLru.ts';
import { hashOf } from '../../hashOf.ts';
import { addFuel, FUEL_EXPORT, STACK_EXPORT } from '../../wasm/addFuel.ts';
import { wasm, type WasmModule } from '../../wasm/wasm.ts';
import {
  MAX_RESULT,
  type Program,
  type ProgramLimits,
  type ProgramOutcome,
  type ProgramRun,
} from '../program.ts';
import { ASSEMBLYSCRIPT_LIMITS } from '../programLimits.ts';
import { compileProgram, MAX_PAGES } from './compileProgram.ts';
import { decodeValue, encodeValues } from './values.ts';

/**
 * Calls an AssemblyScript function in an instance of its own. `args` is the JSON of its arguments.
 *
 * @throws PoiwError E_TASK_INVALID without a signature, or for arguments that do not fit it
 */
export async function runAssemblyScript(
  { source, entry, signature }: Program,
  args: string,
  limits: ProgramLimits,
): Promise<ProgramRun> {
  if (signature === undefined) throw new PoiwError('E_TASK_INVALID', 'the entry has no signature');
  const input = encodeValues(signature.parameters, JSON.parse(args) as unknown[]);
  const built = await build(source, entry, signature);
  if ('refused' in built) {
    return { outcome: { state: 'failed', why: 'compile', detail: built.refused }, fuel: 0 };
  }
  const engine = startEngine(built.module);
  const { poiw_fuel: fuel } = engine;
  const limit = BigInt(limits.fuel);
  fuel.value = limit;
  const outcome = call(engine, input, signature);
  return { outcome, fuel: Number(limit - fuel.value) };
}

type Built = { readonly module: WasmModule } | { readonly refused: string };

/** Compiling takes a second, a call of the three versions of one task a millisecond. */
const modules = createLru<Promise<Built>>(8);

async function build(source: string, entry: string, signature: ProgramSignature): Promise<Built> {
  const key = hashOf({ source, entry, signature });
  const known = modules.get(key);
  if (known !== undefined) return known;
  const made = compileMetered(source, entry, signature);
  modules.set(key, made);
  return made;
}

async function compileMetered(
  source: string,
  entry: string,
  signature: ProgramSignature,
): Promise<Built> {
  const compiled = await compileProgram(source, entry, signature);
  if ('refused' in compiled) return compiled;
  let metered: Uint8Array;
  try {
    const { callStack: stack } = ASSEMBLYSCRIPT_LIMITS;
    metered = addFuel(compiled.wasm, { maxPages: MAX_PAGES, charge: 'blocks', stack });
  } catch (thrown) {
    if (!(thrown instanceof PoiwError)) throw thrown;
    return { refused: thrown.message };
  }
  const module = await wasm.compile(metered);
  const denied = wasm.Module.imports(module).find(
    ({ module: space, name }) => space !== 'env' || !Object.hasOwn(HOST, name),
  );
  if (denied === undefined) return { module };
  return { refused: `it imports ${denied.module}.${denied.name}, which is denied`.slice(0, 200) };
}

/** An exception of the program: the language cannot catch one, so it ends the call. */
class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** All that a program reaches of its host: an end, and a start for random numbers. */
const HOST = {
  abort() {
    throw new Aborted();
  },
  seed: () => 1,
};

interface Engine {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly poiw_start: () => void;
  readonly poiw_room: (bytes: number) => number;
  readonly poiw_call: (input: number) => number;
  readonly poiw_size: () => number;
  readonly [FUEL_EXPORT]: { value: bigint };
  readonly [STACK_EXPORT]: { readonly value: number };
}

function startEngine(module: WasmModule): Engine {
  return new wasm.Instance(module, { env: HOST }).exports as Engine;
}

function call(engine: Engine, input: Buffer, { result }: ProgramSignature): ProgramOutcome {
  try {
    engine.poiw_start();
    const at = engine.poiw_room(input.length);
    new Uint8Array(engine.memory.buffer).set(input, at);
    const found = engine.poiw_call(at) >>> 0;
    const size = engine.poiw_size() >>> 0;
    // Four bytes an entry at least: beyond this its JSON is longer than a result may be.
    if (size > 8 * MAX_RESULT) return { state: 'failed', why: 'no-json' };
    const json = decodeValue(result, Buffer.from(engine.memory.buffer, found, size));
    return json === undefined ? { state: 'failed', why: 'no-json' } : { state: 'value', json };
  } catch (thrown) {
    return outcomeOf(thrown, engine);
  }
}

/** Which trap it was the engine's message says, and every engine in other words: all are one. */
function outcomeOf(thrown: unknown, engine: Engine): ProgramOutcome {
  if (engine.poiw_fuel.value < 0n) return { state: 'failed', why: 'fuel' };
  if (engine.poiw_stack.value < 0) return { state: 'failed', why: 'stack' };
  if (thrown instanceof Aborted) return { state: 'threw', name: 'abort' };
  if (thrown instanceof wasm.RuntimeError) return { state: 'threw', name: 'trap' };
  return { state: 'failed', why: 'crash' };
}
