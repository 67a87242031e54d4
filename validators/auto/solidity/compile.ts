import { messageOf } from '../../../core/errors.ts';
import { createLru } from '../createLru.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { CompileRequest, CompilerError, CompileResult, SolidityFiles } from './compilation.ts';
import { loadCompiler, type Compiler } from './loadCompiler.ts';
import { isInternal, readOutput, type StandardOutput } from './readOutput.ts';
import type { Soljson } from './readSoljson.ts';
import { refuseShape } from './sourceGate.ts';
import { standardInput } from './standardInput.ts';

const RECYCLE_AFTER = 200;
const LIGHT = BigInt(CHECK_LIMITS.lightCompilePart);

interface Instance {
  readonly compiler: Compiler;
  uses: number;
}

/** One instance a release; three releases a thread, each holds 30 to 100 MB. */
const instances = createLru<Instance>(3);

/**
 * Compiles with the task's settings and nothing else: no remappings, no file access, no say of the
 * sources in any setting. Runs synchronously, for seconds where the sources want it: call it in a
 * worker. Sources that want more than the limit of instructions get the error `poiw-fuel`, on
 * every machine alike.
 */
export function compileSources(request: CompileRequest, soljson: Soljson): CompileResult {
  let attempt = compileOnce(request, soljson);
  const unsure = attempt.crashed || attempt.fuelUsed > attempt.fuelLimit / 2n;
  if (unsure && !attempt.fresh) {
    // The cost of a compilation depends a little (1 % measured) on what its instance did before:
    // anywhere near a limit only a new instance decides.
    instances.delete(soljson.version);
    attempt = compileOnce(request, soljson);
  }
  return attempt.result;
}

interface Attempt {
  readonly result: CompileResult;
  readonly fresh: boolean;
  readonly fuelUsed: bigint;
  readonly fuelLimit: bigint;
  readonly crashed: boolean;
}

function instanceOf(soljson: Soljson): Instance {
  const known = instances.get(soljson.version);
  if (known !== undefined) return known;
  const made = { compiler: loadCompiler(soljson, CHECK_LIMITS), uses: 0 };
  instances.set(soljson.version, made);
  return made;
}

function compileOnce(request: CompileRequest, soljson: Soljson): Attempt {
  const instance = instanceOf(soljson);
  const { compiler } = instance;
  const fuelLimit = compiler.fuel.limit / (request.light === true ? LIGHT : 1n);
  const fresh = instance.uses === 0;
  const failed = (errors: readonly CompilerError[]): CompileResult => ({
    version: compiler.version,
    errors,
    contracts: {},
    asts: {},
    layouts: {},
  });
  const refused = refuseSources(request.sources);
  if (refused.length > 0) {
    return { result: failed(refused), fresh, fuelUsed: 0n, fuelLimit, crashed: false };
  }
  instance.uses += 1;
  compiler.fuel.value = fuelLimit;
  try {
    const output = JSON.parse(compiler.compile(standardInput(request))) as StandardOutput;
    const broken = (output.errors ?? []).some(isInternal);
    if (broken || instance.uses >= RECYCLE_AFTER) instances.delete(soljson.version);
    const result = readOutput(output, request.sources, compiler.version);
    const fuelUsed = fuelLimit - compiler.fuel.value;
    return { result, fresh, fuelUsed, fuelLimit, crashed: broken };
  } catch (thrown) {
    // An instance that has thrown answers wrongly from then on (measured): never use it again.
    instances.delete(soljson.version);
    const spent = compiler.fuel.value < 0n;
    const message = spent
      ? 'too expensive to compile'
      : `the compiler gave up: ${messageOf(thrown).slice(0, 200)}`;
    const code = spent ? 'poiw-fuel' : 'poiw-crash';
    const result = failed([{ ...nowhere, code, message }]);
    return { result, fresh, fuelUsed: fuelLimit - compiler.fuel.value, fuelLimit, crashed: true };
  }
}

const nowhere = { file: null, line: 0 } as const;

function refuseSources(sources: SolidityFiles): CompilerError[] {
  const bytes = Object.values(sources).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > CHECK_LIMITS.compileBytes) {
    const message = `${bytes} bytes of source, at most ${CHECK_LIMITS.compileBytes}`;
    return [{ ...nowhere, code: 'poiw-bytes', message }];
  }
  return Object.entries(sources).flatMap(([file, text]) => refuseShape(file, text) ?? []);
}
