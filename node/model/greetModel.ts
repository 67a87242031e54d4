import { asPoiwError, type PoiwError } from '../../core/errors.ts';
import type { OpenModel } from './openModel.ts';

/** Longest a backend may take to say that it is there; a large file takes its time to load. */
const HEALTH_MS = 300_000;

/** What a backend says of itself, or why it is away for now. */
export type Greeting =
  { readonly detail: string; readonly away?: undefined } | { readonly away: PoiwError };

/**
 * Asks a model whether it is there. What will not mend itself (a wrong key, no such model, too
 * little memory) closes it and is thrown; that it is away for now is an answer.
 */
export async function greetModel(
  { backend, close }: Pick<OpenModel, 'backend' | 'close'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<Greeting> {
  try {
    const patience = AbortSignal.timeout(HEALTH_MS);
    const { detail } = await backend.health(AbortSignal.any([signal, patience]));
    return { detail };
  } catch (thrown) {
    const away = asPoiwError(thrown);
    if (away.retryable) return { away };
    await close();
    throw away;
  }
}
