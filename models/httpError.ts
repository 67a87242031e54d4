import { messageOf, PoiwError } from '../core/errors.ts';
import { modelError, type ModelErrorCode } from './modelError.ts';

interface HttpFailure {
  readonly status: number | undefined;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  /** The next step where it is another one than for a backend. */
  readonly hint?: string;
}

/** What an SDK's error tells of a reply that was not a success. */
interface FailedReply {
  readonly status: number;
  readonly message: string;
  readonly headers: Headers | undefined;
  readonly cause: unknown;
}

/**
 * What an HTTP backend's failure means. The message is the server's: cut, one line, never more.
 */
export function httpError({ status, message, retryAfterMs, cause, hint }: HttpFailure): PoiwError {
  const said = message.replace(/\s+/g, ' ').slice(0, 300);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const code = codeOf(status, said);
  const facts = { cause, ...wait, ...(status === undefined ? {} : { status }) };
  const next = hint === undefined ? {} : { hint };
  return modelError(code, `the model backend failed: ${said}`, { ...facts, ...next });
}

function codeOf(status: number | undefined, said: string): ModelErrorCode {
  if (status === undefined) return 'E_MODEL_UNREACHABLE';
  if (status === 401 || status === 403) return 'E_MODEL_AUTH';
  if (status === 404) return 'E_MODEL_NOT_FOUND';
  if (status === 408 || status === 504) return 'E_MODEL_TIMEOUT';
  if (status === 413) return 'E_MODEL_CONTEXT';
  if (status === 429) return 'E_MODEL_RATE_LIMITED';
  if (status >= 500) return 'E_MODEL_OVERLOADED';
  const tooLong = /context[ _](length|window|size)|too many tokens|prompt is too long/i;
  return tooLong.test(said) ? 'E_MODEL_CONTEXT' : 'E_MODEL_BAD_REQUEST';
}

/** What a reply of failure means, with the wait that its headers ask for. */
export function replyError({ headers, ...failure }: FailedReply, now: number): PoiwError {
  const retryAfterMs = retryAfterOf((name) => headers?.get(name), now);
  return httpError({ ...failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterOf(
  header: (name: string) => string | null | undefined,
  now: number,
): number | undefined {
  const exact = Number.parseFloat(header('retry-after-ms') ?? '');
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const text = header('retry-after');
  if (text === null || text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A failure below HTTP: refused, reset, DNS, a stream that broke. */
export function connectionError(thrown: unknown, hint?: string): PoiwError {
  if (thrown instanceof PoiwError) return thrown;
  const root = rootOf(thrown);
  const code = (root as { code?: unknown }).code;
  const what = typeof code === 'string' ? `${code}: ${messageOf(root)}` : messageOf(root);
  const next = hint === undefined ? {} : { hint };
  return httpError({ status: undefined, message: what, cause: thrown, ...next });
}

function rootOf(thrown: unknown): unknown {
  let at: unknown = thrown;
  for (let depth = 0; depth < 8; depth += 1) {
    const inner = at instanceof Error ? at.cause : undefined;
    if (inner === undefined || inner === null) break;
    at = inner;
  }
  return at;
}
