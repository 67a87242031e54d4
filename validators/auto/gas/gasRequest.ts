import type { Json } from '../../../core/canonicalJson.ts';
import type { Hex } from '../../../core/contentId.ts';
import type { OptimizationHidden } from '../../../tasks/kinds/optimization.ts';

import type { Argument, CompilerSettings } from '../../../tasks/kinds/scenario.ts';
import type { CompiledContract } from '../solidity/compilation.ts';

/** Three versions of one contract, to be compared and metered. Plain data: it crosses threads. */
export interface GasRequest {
  readonly compiler: CompilerSettings;
  readonly original: CompiledContract;
  readonly candidate: CompiledContract;
  readonly best: CompiledContract;
  readonly constructorArgs: readonly Argument[];
  readonly hidden: OptimizationHidden;
  readonly seed: Hex;
}

export interface GasResult {
  /** The first observable difference, in words; null when the contracts behave alike. */
  readonly difference: string | null;
  /** Calls compared before the difference, or all of them. */
  readonly compared: number;
  /** Execution gas of the mix, weighted, as decimals; empty unless alike. */
  readonly gasBase: string;
  readonly gasAnswer: string;
  readonly gasBest: string;
  /** Execution gas of each mix entry: original, answer, best. */
  readonly perCall: readonly (readonly [number, number, number])[];
  readonly [key: string]: Json;
}
