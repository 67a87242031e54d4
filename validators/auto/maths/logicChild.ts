import { createInterface } from 'node:readline/promises';
import { init } from 'z3-solver';

/**
 * Answers formulas with z3 in a process of its own, because only that can be killed with all its
 * threads. One JSON `{formulas, rlimit}` on stdin, one line for each answer on stdout. See solveLogic.
 */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    const { Z3, em } = (await init()) as unknown as Solver;
    const { formulas, rlimit } = JSON.parse(line) as { formulas: string[]; rlimit: number };
    for (const formula of formulas) {
      const config = Z3.mk_config();
      const context = Z3.mk_context(config);
      const text = `(set-option :rlimit ${rlimit})\n${formula}\n(check-sat)`;
      let output: string;
      try {
        output = await evaluate(em, context, text);
      } catch {
        output = 'error';
      }
      process.stdout.write(`${JSON.stringify(output.trim().slice(0, 300))}\n`);
      Z3.del_context(context);
    }
    process.stdout.write('"done"\n');
    break;
  }
  process.exit(0);
}

/** The parts of the package that are used here; it types its module as `any`. */
interface Solver {
  readonly Z3: {
    mk_config(): number;
    mk_context(config: number): number;
    del_context(context: number): void;
  };
  readonly em: Module;
}

interface Module {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  async_call(start: () => void): Promise<string>;
  _async_Z3_eval_smtlib2_string(context: number, text: number): void;
}

/**
 * The package's own `eval_smtlib2_string` lays the text on a stack that is taken back before its
 * thread has read it: one formula in a hundred lost its last characters (measured). Here it lies
 * on the heap until the answer is there.
 */
async function evaluate(em: Module, context: number, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const at = em._malloc(bytes.length);
  em.HEAPU8.set(bytes, at);
  try {
    return await em.async_call(() => em._async_Z3_eval_smtlib2_string(context, at));
  } finally {
    em._free(at);
  }
}

await main();
