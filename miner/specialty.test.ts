import { describe, expect, test } from 'vitest';
import { specialtyOf } from './specialty.ts';

const file = (path: string, bytes = 100) => ({ path, bytes });

describe('specialtyOf', () => {
  test('default: the language most of the files are written in', () => {
    expect(specialtyOf('audit', [file('src/A.sol'), file('README.md', 9000)])).toBe('solidity');
    expect(specialtyOf('audit', [file('a.py', 10), file('lib.rs', 500)])).toBe('rust');
    expect(specialtyOf('syntax', [file('a.ts'), file('b.js')])).toBe('javascript');
  });

  test('edge: a kind with a skill of its own, no files, unknown files', () => {
    expect(specialtyOf('statistics', [file('x.py')])).toBe('statistics');
    expect(specialtyOf('audit', [])).toBe('general');
    expect(specialtyOf('audit', [file('a.zig')])).toBe('general');
  });
});
