import { PoiwError, type ErrorCode } from '../core/errors.ts';
import type { Usage } from './backend.ts';

export type ModelErrorCode = Extract<ErrorCode, `E_MODEL_${string}`>;

export interface ModelErrorFacts {
  readonly cause?: unknown;
  readonly hint?: string;
  /** What the backend asked us to wait. */
  readonly retryAfterMs?: number;
  readonly usage?: Usage;
  readonly status?: number;
  readonly retryable?: boolean;
}

const RETRYABLE: ReadonlySet<ModelErrorCode> = new Set([
  'E_MODEL_RATE_LIMITED',
  'E_MODEL_OVERLOADED',
  'E_MODEL_UNREACHABLE',
  'E_MODEL_TIMEOUT',
]);

const HINTS: Readonly<Record<ModelErrorCode, string>> = {
  E_MODEL_AUTH: 'check the key: --model-key env:NAME or file:PATH',
  E_MODEL_RATE_LIMITED: 'wait, or use a key with a higher limit',
  E_MODEL_OVERLOADED: 'the backend is busy: try again later',
  E_MODEL_UNREACHABLE: 'check that the backend runs and that --model-url is right',
  E_MODEL_TIMEOUT: 'give it more time, or use a faster model',
  E_MODEL_NOT_FOUND: 'poiw model list shows what is there; poiw model pull fetches a file',
  E_MODEL_FILE: 'fetch the file again: poiw model pull',
  E_MODEL_MEMORY: 'use a smaller model or context, or free memory',
  E_MODEL_CONTEXT: 'use a model with a larger context (--model-context)',
  E_MODEL_BAD_REQUEST: 'the backend refused the request: poiw model test says what it can do',
  E_MODEL_REFUSED: 'the model declined; another one may not',
  E_MODEL_TRUNCATED: 'the reply did not fit: allow more output tokens',
  E_MODEL_OUTPUT: 'the model cannot keep to the asked format: use a more capable one',
  E_MODEL_LOOP: 'the model goes round in circles: use a more capable one',
  E_MODEL_CRASHED: 'the model process died: poiw model test shows whether the file loads at all',
};

/** A failure of a model backend, in our one taxonomy. */
export function modelError(
  code: ModelErrorCode,
  message: string,
  { cause, hint = HINTS[code], retryable, ...facts }: ModelErrorFacts = {},
): PoiwError {
  return new PoiwError(code, message, {
    ...(cause === undefined ? {} : { cause }),
    hint,
    retryable: retryable ?? RETRYABLE.has(code),
    details: facts,
  });
}

/** The same failure with the usage of everything that was paid before it. */
export function withUsage(error: PoiwError, usage: Usage, attempts: number): PoiwError {
  const { code, message, hint, retryable, cause, details } = error;
  return new PoiwError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    retryable,
    cause,
    details: { ...details, usage, attempts },
  });
}
