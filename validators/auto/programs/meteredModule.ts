import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { addFuel } from '../wasm/addFuel.ts';
import { wasm, type WasmModule } from '../wasm/wasm.ts';

const modules = new Map<string, Promise<WasmModule>>();

/** An interpreter's program, metered block by block; made once per process. */
export function meteredModule(path: string, maxPages: number): Promise<WasmModule> {
  let made = modules.get(path);
  if (made === undefined) {
    made = compile(path, maxPages);
    modules.set(path, made);
  }
  return made;
}

async function compile(path: string, maxPages: number): Promise<WasmModule> {
  const bytes = await readFile(createRequire(import.meta.url).resolve(path));
  return wasm.compile(addFuel(bytes, { maxPages, charge: 'blocks' }));
}
