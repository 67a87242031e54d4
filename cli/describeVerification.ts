import { PoiwError } from '../core/errors.ts';
import type { Verification } from '../node/bundle/verifyResult.ts';
import { formatTable } from '../node/formatText.ts';
import { printable, type CommandResult } from './runCommand.ts';

const MARK = { pass: 'ok', fail: 'FAILED', skipped: 'skipped' } as const;

/** What `poiw result verify` says: every check by name. */
export function describeVerification({ ok, checks, failure }: Verification): CommandResult {
  const rows = checks.map(({ name, what, result }) => [MARK[result], name, what]);
  const failed = checks.find(({ result }) => result === 'fail');
  const text = [formatTable(rows), ok ? 'the bundle is sound' : 'the bundle is NOT sound'];
  if (ok || failed === undefined) return { data: { ok, checks }, text: text.join('\n') };
  const message = `check ${failed.name} failed: ${printable(failed.message ?? '')}`;
  return {
    data: { ok, failed: failed.name, checks },
    text: text.join('\n'),
    error: new PoiwError('E_VERIFY_MISMATCH', message, {
      cause: failure,
      hint: failure?.hint ?? 'do not rely on this result',
      details: { check: failed.name },
    }),
  };
}
