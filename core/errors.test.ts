import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asPoiwError, ERROR_CODES, EXIT, PoiwError } from './errors.ts';

describe('PoiwError', () => {
  test('default: carries code, exit status, hint and cause', () => {
    const cause = new Error('why');
    const error = new PoiwError('E_RPC_UNREACHABLE', 'no answer', { cause, hint: 'wait' });
    expect(error).toMatchObject({ exitCode: EXIT.network, hint: 'wait', cause, retryable: false });
  });

  test('behavior: every exit status is explained to users', () => {
    const docs = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8');
    for (const status of new Set(Object.values(ERROR_CODES))) {
      expect(docs).toMatch(new RegExp(`\\| ${status}[ ,|]`));
    }
  });
});

describe('asPoiwError', () => {
  test('behavior: an abort is no bug, anything unknown is', () => {
    expect(asPoiwError(new DOMException('stop', 'AbortError')).code).toBe('E_ABORTED');
    expect(asPoiwError(new TypeError('x is undefined')).code).toBe('E_BUG');
    expect(asPoiwError('thrown text').message).toBe('thrown text');
  });
});
