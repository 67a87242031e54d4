import type { CheckRuntime } from '../check.ts';
import { createLru } from '../createLru.ts';
import { hashOf } from '../hashOf.ts';
import type { CompileRequest, CompileResult } from './compilation.ts';
import { readSoljson } from './readSoljson.ts';

/**
 * Results kept per process: the worlds of one attack, the attacks on one task and rivals' answers
 * share most of their compilations, and compiling takes longer than running.
 */
const results = createLru<Promise<CompileResult>>(128);

/**
 * Compiles in a worker, or gives what was compiled before.
 *
 * @throws PoiwError E_COMPILER, E_CHECK_TIMEOUT, E_CHECK_CRASHED, E_ABORTED
 */
export async function compileJob(
  request: CompileRequest,
  { pool, signal }: CheckRuntime,
): Promise<CompileResult> {
  const { sources, compiler, output, only = null, light = false } = request;
  const key = hashOf({ sources, compiler, output, only, light });
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = compile(request, { pool, signal });
  results.set(key, result);
  try {
    return await result;
  } catch (thrown) {
    // A timeout or an abort is no result: the next one may have more luck.
    results.delete(key);
    throw thrown;
  }
}

async function compile(
  request: CompileRequest,
  { pool, signal }: CheckRuntime,
): Promise<CompileResult> {
  const soljson = await readSoljson(request.compiler.solc, pool.solcStore);
  const job = { ...request, soljson, name: 'compile' };
  return pool.run<CompileResult>(job, { signal });
}
