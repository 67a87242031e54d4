import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PoiwError } from '../../../core/errors.ts';
import { CHECK_LIMITS } from '../limits.ts';
import { addFuel } from './addFuel.ts';
import { wasm, type WasmModule } from './wasm.ts';

/** The compiler, taken apart: its program once metered and compiled, and the script that binds it. */
export interface Soljson {
  readonly module: WasmModule;
  /** The script without its eight megabytes of embedded program. */
  readonly glue: string;
}

const EMBEDDED = 'Module["wasmBinary"] = (function';

let cached: Promise<Soljson> | undefined;

/**
 * Takes the installed soljson apart, once per process. Threads that share the compiled module are
 * ready in about ten milliseconds; loading the package anew costs each of them half a second.
 *
 * @throws PoiwError E_COMPILER when the package is laid out in another way
 */
export function readSoljson(): Promise<Soljson> {
  cached ??= takeApart();
  return cached;
}

async function takeApart(): Promise<Soljson> {
  const file = createRequire(import.meta.url).resolve('solc/soljson.js');
  const text = await readFile(file, 'utf8');
  const start = text.indexOf(EMBEDDED);
  const data = text.indexOf(')("', start);
  const end = text.indexOf(';', text.indexOf('"', data + 3)) + 1;
  if (start < 0 || data < 0 || end <= 0) {
    throw new PoiwError('E_COMPILER', 'this build of solc is not laid out as expected', {
      hint: 'install the pinned solc: npm ci',
    });
  }
  // Running this statement of the pinned package alone unpacks the program and does nothing else.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const unpack = new Function('Module', `${text.slice(start, end)}; return Module.wasmBinary;`) as (
    target: object,
  ) => Uint8Array;
  return {
    module: await wasm.compile(addFuel(unpack({}), CHECK_LIMITS.compilePages)),
    glue: text.slice(0, start) + text.slice(end),
  };
}
