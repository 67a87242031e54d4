import { createInterface } from 'node:readline/promises';
import { init } from 'z3-solver';
import { LOGIC_LIMITS } from './logicLimits.ts';

/**
 * Answers formulas with z3 in a process of its own, because only that can be killed with all its
 * threads. One JSON list of formulas on stdin, one line for each answer on stdout. See solveLogic.
 */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    const { Z3 } = await init();
    for (const formula of JSON.parse(line) as string[]) {
      const config = Z3.mk_config();
      const context = Z3.mk_context(config);
      const text = `(set-option :rlimit ${LOGIC_LIMITS.rlimit})\n${formula}\n(check-sat)`;
      let output: string;
      try {
        output = await Z3.eval_smtlib2_string(context, text);
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

await main();
