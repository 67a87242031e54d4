import type { ModelBackend } from '../../models/backend.ts';

/** The longest reply to ask for, tokens: at most a quarter of the context, where it is known. */
export function outputLimit({ caps }: ModelBackend, most: number): number {
  return Math.min(most, Math.floor((caps.contextTokens ?? Infinity) / 4));
}
