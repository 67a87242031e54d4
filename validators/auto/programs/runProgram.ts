import type { Program, ProgramLanguage, ProgramLimits, ProgramRun } from './program.ts';
import { runJavaScript } from './runJavaScript.ts';
import { runPython } from './runPython.ts';

/** Calls a function of a program with JSON arguments, in a fresh and metered interpreter. */
export function runProgram(
  language: ProgramLanguage,
  program: Program,
  args: string,
  limits: ProgramLimits,
): Promise<ProgramRun> {
  return language === 'python'
    ? runPython(program, args, limits)
    : runJavaScript(program, args, limits);
}
