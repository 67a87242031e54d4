import { asPoiwError, type PoiwError } from '../../core/errors.ts';
import type { ModelAdapter, WireReply, WireRequest } from '../adapter.ts';
import type { Usage } from '../backend.ts';
import type { Clock } from '../clock.ts';
import { modelError, withUsage } from '../modelError.ts';
import type { Ledger } from '../spend/createLedger.ts';
import type { Deadline } from './deadline.ts';
import { addUsage, estimateInput, guessUsage, NO_USAGE, usageOf } from './usage.ts';

export interface SendComponents {
  readonly adapter: ModelAdapter;
  readonly clock: Clock;
  /** 0 <= n < 1. */
  readonly random: () => number;
  readonly ledger: Ledger;
}

/** What one request of the pipeline has taken so far, over all its calls. */
export interface Meter {
  usage: Usage;
  attempts: number;
  readonly warnings: string[];
}

export interface SendOptions {
  readonly task: string;
  readonly deadline: Deadline;
  readonly meter: Meter;
  readonly onText?: (delta: string) => void;
}

const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/**
 * Sends a request until it is answered, cannot be, or time or money is up. Each try is booked
 * before it is sent.
 */
export async function send(
  components: SendComponents,
  request: WireRequest,
  options: SendOptions,
): Promise<WireReply> {
  const { deadline, meter } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(components, request, options);
    } catch (thrown) {
      const error = asPoiwError(thrown);
      const pause = pauseBefore(error, attempt, components.random);
      if (pause === undefined || pause >= deadline.left()) {
        throw withUsage(error, meter.usage, meter.attempts);
      }
      await deadline.wait(pause).catch((stopped: unknown) => {
        throw withUsage(asPoiwError(stopped), meter.usage, meter.attempts);
      });
    }
  }
}

async function sendOnce(
  { adapter, clock, ledger }: SendComponents,
  request: WireRequest,
  { task, deadline, meter, onText }: SendOptions,
): Promise<WireReply> {
  refuseTooLong(adapter, request);
  const call = ledger.open({
    task,
    model: adapter.id,
    inputTokens: estimateInput(request),
    outputTokens: request.maxOutputTokens,
  });
  meter.attempts += 1;
  const start = clock.now();
  let received = '';
  const book = (usage: Usage) => {
    meter.usage = addUsage(meter.usage, usage);
    call.close(usage, clock.now() - start);
  };
  let reply: WireReply;
  try {
    reply = await untilStopped(
      adapter.complete(request, {
        signal: deadline.signal,
        onText: (delta) => {
          received += delta;
          onText?.(delta);
        },
      }),
      deadline,
    );
  } catch (thrown) {
    const stopped = deadline.problem();
    // What was cut off in the middle was worked on, and most backends charge for that.
    book(stopped !== undefined || received !== '' ? guessUsage(request, received) : NO_USAGE);
    throw stopped ?? asPoiwError(thrown);
  }
  book(usageOf(request, reply));
  if (reply.usage === null)
    warn(meter, 'the backend reports no usage: tokens are counted by length');
  for (const warning of reply.warnings ?? []) warn(meter, warning);
  return reply;
}

/** Does not wait for a backend that ignores its signal. */
function untilStopped<Value>(work: Promise<Value>, { signal }: Deadline): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Many servers cut a prompt that is too long without a word, from the front: ours is refused. */
function refuseTooLong({ caps }: ModelAdapter, request: WireRequest): void {
  // Three bytes a token is the estimate for money; here only what cannot fit is refused.
  const least = Math.floor((estimateInput(request) * 3) / 5) + request.maxOutputTokens;
  if (caps.contextTokens === null || least <= caps.contextTokens) return;
  throw modelError(
    'E_MODEL_CONTEXT',
    `about ${least} tokens do not fit a context of ${caps.contextTokens}`,
  );
}

function pauseBefore(error: PoiwError, attempt: number, random: () => number): number | undefined {
  if (!error.retryable || !error.code.startsWith('E_MODEL_') || attempt >= MAX_ATTEMPTS)
    return undefined;
  // The deadline covers all tries: past it there is nothing left to retry in.
  const asked = error.details['retryAfterMs'];
  if (typeof asked === 'number') return asked;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return pause * (0.5 + random() / 2);
}

function warn({ warnings }: Meter, text: string): void {
  if (!warnings.includes(text)) warnings.push(text);
}
