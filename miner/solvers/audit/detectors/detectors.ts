import type { Detector } from '../suspicion.ts';
import { callBeforeWrite } from './callBeforeWrite.ts';
import { missingEvent } from './missingEvent.ts';
import { missingZeroCheck } from './missingZeroCheck.ts';
import { txOrigin } from './txOrigin.ts';
import { uncheckedSubtraction } from './uncheckedSubtraction.ts';
import { unprotectedSetter } from './unprotectedSetter.ts';

/** Every detector, the most harmful classes first. */
export const DETECTORS: readonly Detector[] = [
  callBeforeWrite,
  unprotectedSetter,
  uncheckedSubtraction,
  txOrigin,
  missingZeroCheck,
  missingEvent,
];
