import type { Json } from '../../../core/canonicalJson.ts';
import type { Hex } from '../../../core/contentId.ts';
import { PoiwError } from '../../../core/errors.ts';
import type { ProgramHidden, ProgramSignature } from '../../../tasks/kinds/programs.ts';
import { drawInputs } from './drawInputs.ts';
import type { Program, ProgramLanguage, ProgramOutcome } from './program.ts';
import { PROGRAM_LIMITS } from './programLimits.ts';
import { runProgram } from './runProgram.ts';

/** Three versions of one program, to be compared and metered. Plain data: it crosses threads. */
export interface FuelRequest {
  readonly language: ProgramLanguage;
  readonly entry: string;
  /** Types of the entry, in a language that has them. */
  readonly signature?: ProgramSignature | undefined;
  readonly original: string;
  readonly candidate: string;
  readonly best: string;
  readonly hidden: ProgramHidden;
  /** Beacon: inputs of the equivalence test. */
  readonly seed: Hex;
  /** Task id: inputs that are metered, the same for every answer. */
  readonly task: string;
}

export interface FuelResult {
  /** The first difference, in words; null when the programs behave alike. */
  readonly difference: string | null;
  /** Calls compared before the difference, or all of them. */
  readonly compared: number;
  /** Weighted fuel as decimals; empty unless alike. */
  readonly fuelBase: string;
  readonly fuelAnswer: string;
  readonly fuelBest: string;
  /** Fuel at each size: original, answer, best. */
  readonly perSize: readonly (readonly [number, number, number])[];
  readonly [key: string]: Json;
}

/**
 * Compares a candidate with the original on random inputs, then meters both and the best known
 * solution on fixed inputs of every size. Each call has an interpreter of its own.
 *
 * @throws PoiwError E_TASK_INVALID when original or reference cannot do what the task says
 */
export async function compareFuel(request: FuelRequest): Promise<FuelResult> {
  const { hidden, seed, task, candidate, best } = request;
  const run = createRunner(request);
  const { sizes, fuzz } = hidden;
  for (let n = 0; n < fuzz.calls; n += 1) {
    const args = drawInputs(sizes[n % sizes.length]?.args ?? [], seed, `fuzz ${n}`);
    const { difference } = await run(candidate, args);
    if (difference !== undefined) return different(`random call ${n + 1}: ${difference}`, n);
  }
  const perSize: [number, number, number][] = [];
  for (const [at, size] of sizes.entries()) {
    const args = drawInputs(size.args, task, `size ${at}`);
    const answer = await run(candidate, args);
    if (answer.difference !== undefined) {
      return different(`size ${at + 1}: ${answer.difference}`, fuzz.calls + at);
    }
    const gold = await run(best, args);
    if (gold.difference !== undefined) throw broken(`the reference solution ${gold.difference}`);
    perSize.push([answer.base, answer.fuel, gold.fuel]);
  }
  const sum = (which: 0 | 1 | 2) =>
    sizes.reduce((total, { weight }, at) => total + weight * (perSize[at]?.[which] ?? 0), 0);
  return {
    difference: null,
    compared: fuzz.calls + sizes.length,
    fuelBase: String(sum(0)),
    fuelAnswer: String(sum(1)),
    fuelBest: String(sum(2)),
    perSize,
  };
}

interface Compared {
  readonly difference: string | undefined;
  /** Fuel of the original and of the other. */
  readonly base: number;
  readonly fuel: number;
}

/** Runs the original and another version on the same input. */
function createRunner({ language, entry, signature, original }: FuelRequest) {
  let spent = 0;
  const known = new Map<string, { outcome: ProgramOutcome; fuel: number }>();
  const runOriginal = async (args: string) => {
    const kept = known.get(args);
    if (kept !== undefined) return kept;
    const run = await runProgram(language, { source: original, entry, signature }, args, { fuel: PROGRAM_LIMITS.callFuel }); // prettier-ignore
    if (run.outcome.state === 'failed') throw broken(`the original ${failureOf(run.outcome)}`);
    spent += run.fuel;
    if (spent > PROGRAM_LIMITS.taskFuel) throw broken('its calls take too long together');
    known.set(args, run);
    return run;
  };
  return async (source: string, args: string): Promise<Compared> => {
    const base = await runOriginal(args);
    const program: Program = { source, entry, signature };
    // A candidate that burns what it likes would hold up every validator and is no saving anyway.
    const fuel = 2 * base.fuel + PROGRAM_LIMITS.slack;
    const other = await runProgram(language, program, args, { fuel });
    const difference = differenceOf(base.outcome, other.outcome);
    return { difference, base: base.fuel, fuel: other.fuel };
  };
}

/** Messages of exceptions may differ, their classes may not. */
function differenceOf(original: ProgramOutcome, other: ProgramOutcome): string | undefined {
  if (other.state === 'failed') return failureOf(other);
  if (original.state !== other.state) {
    return other.state === 'threw'
      ? `throws ${other.name} where the original gives a result`
      : 'gives a result where the original throws';
  }
  if (original.state === 'value' && other.state === 'value') {
    return original.json === other.json ? undefined : 'gives another result';
  }
  const [a, b] = [original, other].map((one) => (one.state === 'threw' ? one.name : ''));
  return a === b ? undefined : `throws ${b ?? ''} where the original throws ${a ?? ''}`;
}

function failureOf(outcome: Extract<ProgramOutcome, { state: 'failed' }>): string {
  switch (outcome.why) {
    case 'fuel':
      return 'takes more than twice the fuel of the original';
    case 'stack':
      return 'calls itself too deep';
    case 'crash':
      return 'breaks the interpreter';
    case 'no-json':
      return 'gives a result that JSON does not have';
    case 'compile':
      return `does not compile: ${outcome.detail}`;
  }
}

function different(difference: string, compared: number): FuelResult {
  return { difference, compared, fuelBase: '', fuelAnswer: '', fuelBest: '', perSize: [] };
}

function broken(message: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', message, {
    hint: 'the task cannot be checked; its publisher should have run the lint',
  });
}
