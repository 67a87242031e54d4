import { messageOf, PoiwError } from '../core/errors.ts';

/**
 * What a failed write means: a full disk by name, whoever reports it (the kernel, SQLite, a quota);
 * anything else is handed back.
 */
export function diskError(cause: unknown, what: string): unknown {
  if (cause instanceof PoiwError || !isFull(cause)) return cause;
  return new PoiwError('E_DISK_FULL', `the disk is full: ${what} could not be written`, {
    cause,
    retryable: true,
    hint: 'free some space; nothing was promised that is not on record, and a daemon that runs goes on by itself',
  });
}

function isFull(cause: unknown): boolean {
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  return /database or disk is full|no space left/i.test(messageOf(cause));
}
