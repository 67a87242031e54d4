import { request } from 'node:http';
import { ERROR_CODES, messageOf, PoiwError, type ErrorCode } from '../../core/errors.ts';
import { controlSocket } from './controlSocket.ts';

export interface ControlCall {
  readonly data: string;
  readonly name: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/**
 * Asks the daemon of a data folder.
 *
 * @throws PoiwError E_NOT_RUNNING when no daemon listens there, and what the daemon answered
 */
export async function callControl({ data, name, body, signal }: ControlCall): Promise<unknown> {
  const text = await post(controlSocket(data), { name, body, signal }).catch((cause: unknown) => {
    throw notRunning(data, cause);
  });
  const reply = JSON.parse(text) as Reply;
  if (reply.ok) return reply.data;
  const { code, message, hint, details, retryable } = reply.error;
  throw new PoiwError(code in ERROR_CODES ? (code as ErrorCode) : 'E_BUG', message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
    retryable: retryable === true,
  });
}

type Reply =
  | { readonly ok: true; readonly data: unknown }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly hint?: string;
        readonly details?: Readonly<Record<string, unknown>>;
        readonly retryable?: boolean;
      };
    };

function post(
  socketPath: string,
  { name, body, signal }: Omit<ControlCall, 'data'>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method: 'POST', path: `/${name}`, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(JSON.stringify(body ?? null));
  });
}

function notRunning(data: string, cause: unknown): unknown {
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET') {
    return new PoiwError('E_NOT_RUNNING', `no daemon is running with the data folder ${data}`, {
      cause,
      hint: 'start it, or name the data folder of the one that runs with --data',
    });
  }
  if (cause instanceof Error && cause.name === 'AbortError') return cause;
  return new PoiwError(
    'E_NOT_RUNNING',
    `the daemon of ${data} does not answer: ${messageOf(cause)}`,
    {
      cause,
      hint: 'look at its log',
    },
  );
}
