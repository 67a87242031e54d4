import type { Poc } from '../../../tasks/kinds/audit.ts';
import type { CallAction } from '../../../tasks/kinds/scenario.ts';
import type { Suspicion } from './suspicion.ts';
import type { Target } from './target.ts';

/** Turns suspicions of one detector into attacks worth trying; one file each in templates/. */
export interface Template {
  readonly name: string;
  readonly detector: string;
  /** Most promising first; each is run, none is believed. */
  attempts(target: Target, suspicion: Suspicion): Iterable<Poc>;
}

export const ATTACKER = '$attacker';
export const ACCOMPLICE = '$attacker2';

/** A proof of concept of calls alone. */
export function callsOnly(calls: readonly CallAction[]): Poc {
  return { constructorArgs: [], constructorValue: '0', calls: [...calls] };
}
