import { z } from 'zod';

/** Id of a question, or of a claim that answers one. */
export const questionId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

/** A refinement: no two items have the same value there. */
export function uniqueBy<Key extends string>(key: Key) {
  return (items: readonly Readonly<Record<Key, unknown>>[]) =>
    new Set(items.map((item) => item[key])).size === items.length;
}
