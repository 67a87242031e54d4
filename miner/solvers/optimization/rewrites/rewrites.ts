import type { Rewrite } from '../rewrite.ts';
import { cachedLengths } from './cachedLengths.ts';
import { calldataParameters } from './calldataParameters.ts';
import { fixedVariables } from './fixedVariables.ts';
import { loopLocals } from './loopLocals.ts';
import { storagePointers } from './storagePointers.ts';

/** Every rewrite, in the order they are tried. */
export const REWRITES: readonly Rewrite[] = [
  fixedVariables,
  calldataParameters,
  loopLocals,
  cachedLengths,
  storagePointers,
];
