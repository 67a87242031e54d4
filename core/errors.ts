/**
 * The one error class of the project. Every failure a user can meet has a stable `code` (the
 * catalogue is `ERROR_CODES` below), a sentence saying what happened, and a hint saying what to do.
 */

/** Exit codes of the command line; the table is in docs/cli.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  denied: 4,
  network: 5,
  chainRejected: 6,
  notFound: 7,
  mismatch: 8,
  timeout: 9,
  findings: 10,
  answerRejected: 11,
  conflict: 12,
  protection: 13,
  versionTooOld: 14,
  bug: 70,
  sigint: 130,
  sigterm: 143,
} as const;

/** Each code's exit status. */
export const ERROR_CODES = {
  E_USAGE: EXIT.usage,
  E_CONFIG: EXIT.config,
  E_KEY_LOCKED: EXIT.denied,
  E_TASK_INVALID: EXIT.failed,
  E_TASK_TOO_LARGE: EXIT.failed,
  E_PATH_OUTSIDE: EXIT.failed,
  E_JSON_INVALID: EXIT.failed,
  E_JSON_TOO_DEEP: EXIT.failed,
  E_SCHEMA: EXIT.failed,
  E_CONTENT_MISMATCH: EXIT.mismatch,
  E_SEAL_BROKEN: EXIT.mismatch,
  E_VERIFY_MISMATCH: EXIT.mismatch,
  E_NOT_FOUND: EXIT.notFound,
  E_RPC_UNREACHABLE: EXIT.network,
  E_RPC_WRONG_CHAIN: EXIT.config,
  E_CODE_MISMATCH: EXIT.config,
  /** More blocks were replaced than are followed back. */
  E_REORG_TOO_DEEP: EXIT.config,
  E_CHAIN_REJECTED: EXIT.chainRejected,
  E_PORT_IN_USE: EXIT.conflict,
  E_ALREADY_RUNNING: EXIT.conflict,
  E_DOPPELGANGER: EXIT.conflict,
  E_NOT_RUNNING: EXIT.notFound,
  E_SIGNATURE: EXIT.mismatch,
  E_HEARTBEAT_STALE: EXIT.failed,
  E_DISK_FULL: EXIT.failed,
  E_PROTECTION: EXIT.protection,
  E_ANSWER_REJECTED: EXIT.answerRejected,
  E_ANSWER_TOO_LARGE: EXIT.answerRejected,
  E_CHECK_TIMEOUT: EXIT.failed,
  E_CHECK_CRASHED: EXIT.failed,
  E_COMPILER: EXIT.failed,
  /** A model backend refused the key. */
  E_MODEL_AUTH: EXIT.denied,
  E_MODEL_RATE_LIMITED: EXIT.network,
  E_MODEL_OVERLOADED: EXIT.network,
  E_MODEL_UNREACHABLE: EXIT.network,
  E_MODEL_TIMEOUT: EXIT.timeout,
  /** The backend does not have the model, or the file is not there. */
  E_MODEL_NOT_FOUND: EXIT.notFound,
  /** A model file is broken, or not the bytes that were allowed. */
  E_MODEL_FILE: EXIT.mismatch,
  E_MODEL_MEMORY: EXIT.config,
  /** The prompt does not fit the model's context. */
  E_MODEL_CONTEXT: EXIT.failed,
  E_MODEL_BAD_REQUEST: EXIT.failed,
  E_MODEL_REFUSED: EXIT.failed,
  E_MODEL_TRUNCATED: EXIT.failed,
  /** The reply was not of the schema, also not after its one repair. */
  E_MODEL_OUTPUT: EXIT.failed,
  /** A model asked for tools until its step limit. */
  E_MODEL_LOOP: EXIT.failed,
  E_MODEL_CRASHED: EXIT.failed,
  /** The next call could exceed what a task or a day may cost. */
  E_SPEND_CAP: EXIT.protection,
  E_TIMEOUT: EXIT.timeout,
  E_ABORTED: EXIT.sigint,
  E_BUG: EXIT.bug,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface PoiwErrorOptions {
  /** What the user should do next, one sentence or one command. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** True when the same call may succeed later. */
  readonly retryable?: boolean;
  /** Facts of the failing call; JSON-serialisable, no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export class PoiwError extends Error {
  override readonly name = 'PoiwError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: PoiwErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Turns anything thrown into a PoiwError; what is not ours is a bug and says so. */
export function asPoiwError(error: unknown): PoiwError {
  if (error instanceof PoiwError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new PoiwError('E_ABORTED', 'stopped by request', { cause: error });
  }
  return new PoiwError('E_BUG', messageOf(error), {
    cause: error,
    hint: 'this is a bug in poiw: please report it with the command you ran',
  });
}
