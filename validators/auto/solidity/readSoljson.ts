import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { PoiwError } from '../../../core/errors.ts';
import { HELD_SOLC, isPinnedSolc, NEWEST_SOLC } from '../../../tasks/solidity/heldSolc.ts';
import { createLru } from '../createLru.ts';
import { CHECK_LIMITS } from '../limits.ts';
import { addFuel } from '../wasm/addFuel.ts';
import { wasm, type WasmModule } from '../wasm/wasm.ts';
import { addAsmFuel } from './addAsmFuel.ts';
import type { SolcStore } from './createSolcStore.ts';

/**
 * A compiler, taken apart: its program metered and compiled once, and the script that binds it.
 * Everything in it is shared between threads, so handing it to a worker copies nothing.
 */
export interface Soljson {
  /** Short form, e.g. `0.4.26`. */
  readonly version: string;
  /** sha-256 of the soljson.js it was made of, hex. */
  readonly hash: string;
  /** null for the builds of before 0.6.1, whose program is asm.js and part of the script. */
  readonly module: WasmModule | null;
  /** UTF-8 text of the script without the embedded program. */
  readonly script: SharedArrayBuffer;
  /** What V8 knows about the script, so that a worker need not parse it again. */
  readonly cachedData: SharedArrayBuffer;
}

/** Releases kept taken apart; one is up to 100 MB. */
const cached = createLru<Promise<Soljson>>(4);

/**
 * Takes a compiler apart, once per process and release. Threads that share it are ready in about
 * ten milliseconds; loading the package anew costs each of them half a second.
 *
 * @throws PoiwError E_COMPILER for a release that is not pinned, or neither held nor in the store,
 * or laid out in another way
 */
export function readSoljson(version: string, store?: SolcStore): Promise<Soljson> {
  const known = cached.get(version);
  if (known !== undefined) return known;
  const reading = takeApart(version, store);
  cached.set(version, reading);
  // A failure may be the network's: the next task may have more luck.
  reading.catch(() => cached.delete(version));
  return reading;
}

async function takeApart(version: string, store: SolcStore | undefined): Promise<Soljson> {
  const bytes = await readRelease(version, store);
  const text = Buffer.from(bytes).toString('utf8');
  const program = findProgram(text);
  const module =
    program === null
      ? null
      : await wasm.compile(addFuel(program.wasm, { maxPages: CHECK_LIMITS.compilePages }));
  const script = wrapScript(program === null ? addAsmFuel(text) : program.glue);
  return {
    version,
    hash: createHash('sha256').update(bytes).digest('hex'),
    module,
    script: share(Buffer.from(script)),
    cachedData: share(new Script(script, { filename: 'soljson.js' }).createCachedData()),
  };
}

async function readRelease(version: string, store: SolcStore | undefined): Promise<Uint8Array> {
  if (HELD_SOLC.includes(version)) {
    const name = version === NEWEST_SOLC ? 'solc' : `solc-${version}`;
    return readFile(createRequire(import.meta.url).resolve(`${name}/soljson.js`));
  }
  const held = `releases at hand without a network: ${HELD_SOLC.join(', ')}`;
  if (!isPinnedSolc(version)) {
    throw new PoiwError('E_COMPILER', `solc ${version} is no release this build knows`, {
      hint: held,
    });
  }
  if (store === undefined) {
    throw new PoiwError('E_COMPILER', `solc ${version} is not at hand`, { hint: held });
  }
  return store.read(version);
}

/** Names the script finds in place of Node's own; see loadCompiler. */
const PARAMETERS = 'Module, module, exports, require, __dirname, __filename, process, WebAssembly';

/** A function of its surroundings; asm.js keeps its counter in `poiwAsm`. */
function wrapScript(text: string): string {
  return `(function (${PARAMETERS}) {${text}\n; return [Module, typeof asm === 'object' ? asm : null]; })`;
}

interface Program {
  readonly wasm: Uint8Array;
  /** The script with the program cut out. */
  readonly glue: string;
}

const PACKED = 'Module["wasmBinary"] = (function';
const PLAIN = 'wasmBinaryFile="data:application/octet-stream;base64,';

/** null for a script without WebAssembly. By index: a RegExp overflows the stack on 20 MB. */
function findProgram(text: string): Program | null {
  const packed = text.indexOf(PACKED);
  if (packed >= 0) return unpack(text, packed);
  const plain = text.indexOf(PLAIN);
  if (plain < 0) return null;
  const start = plain + PLAIN.length;
  const end = text.indexOf('"', start);
  return {
    wasm: Buffer.from(text.slice(start, end), 'base64'),
    glue: text.slice(0, start) + text.slice(end),
  };
}

function unpack(text: string, start: number): Program {
  const data = text.indexOf(')("', start);
  const end = text.indexOf(';', text.indexOf('"', data + 3)) + 1;
  if (data < 0 || end <= 0) throw strange();
  // Running this statement of the pinned package alone unpacks the program and does nothing else.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function('Module', `${text.slice(start, end)}; return Module.wasmBinary;`) as (
    target: object,
  ) => Uint8Array;
  return { wasm: run({}), glue: text.slice(0, start) + text.slice(end) };
}

function strange(): PoiwError {
  return new PoiwError('E_COMPILER', 'this build of solc is not laid out as expected', {
    hint: 'install the pinned solc: npm ci',
  });
}

function share(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}
