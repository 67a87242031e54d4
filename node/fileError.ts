import { PoiwError } from '../core/errors.ts';
import { diskError } from './diskError.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  EROFS: 'the file system is read-only',
};

/**
 * What a failed file operation means to whoever named the file: a full disk, or a path that will
 * not do; anything else is handed back.
 */
export function fileError(cause: unknown): unknown {
  if (cause instanceof PoiwError || !(cause instanceof Error)) return cause;
  const { code, path } = cause as NodeJS.ErrnoException;
  const full = diskError(cause, path ?? 'a file');
  if (full !== cause || code === undefined || path === undefined) return full;
  const reason = REASONS[code];
  if (reason === undefined) return cause;
  return new PoiwError('E_CONFIG', `cannot use ${path}: ${reason}`, {
    cause,
    hint: 'name a file in a folder that exists and may be written',
  });
}
