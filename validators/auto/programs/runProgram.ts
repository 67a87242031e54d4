import type { Program, ProgramLanguage, ProgramLimits, ProgramRun } from './program.ts';
import { runJavaScript } from './runJavaScript.ts';
import { runPython } from './runPython.ts';

/** Calls a function of a program with JSON arguments, in a fresh and metered interpreter. */
export async function runProgram(
  language: ProgramLanguage,
  program: Program,
  args: string,
  limits: ProgramLimits,
): Promise<ProgramRun> {
  switch (language) {
    case 'javascript':
      return runJavaScript(program, args, limits);
    case 'python':
      return runPython(program, args, limits);
    case 'assemblyscript': {
      // Its compiler is large: only workers that need it load it.
      const { runAssemblyScript } = await import('./assemblyscript/runAssemblyScript.ts');
      return runAssemblyScript(program, args, limits);
    }
  }
}
