import { describe, expect, test } from 'vitest';
import { functionText } from './functionText.ts';
import { judgeFinding, type FindingEvidence } from './judgeFinding.ts';

const SOURCE = `contract Bank {
  function setOwner(address next) external onlyOwner { owner = next; }
  function pay(address to) external { require(to != address(0)); emit Paid(to); total = total + 1; }
}`;

const code = (changes: Partial<FindingEvidence['code']> = {}): FindingEvidence['code'] => ({
  function: 'Bank.setOwner',
  namesMatch: true,
  hints: [],
  classFits: null,
  ...changes,
});

const evidence = (changes: Partial<FindingEvidence> = {}): FindingEvidence => ({
  misquoted: undefined,
  code: code(),
  functionText: functionText(SOURCE, 'Bank.setOwner'),
  ...changes,
});

describe('judgeFinding', () => {
  test('default: what the code shows is supported, whatever the prose', () => {
    expect(judgeFinding({ class: 'missing-event' }, evidence()).score).toBe(220);
    expect(judgeFinding({ class: 'input-validation' }, evidence()).score).toBe(220);
    expect(judgeFinding({ class: 'centralization' }, evidence()).score).toBe(220);
  });

  test('behavior: the same claims about code that does not show them are not supported', () => {
    const pay = evidence({
      code: code({ function: 'Bank.pay' }),
      functionText: functionText(SOURCE, 'Bank.pay'),
    });
    for (const claimed of ['missing-event', 'input-validation', 'centralization'] as const) {
      expect(judgeFinding({ class: claimed }, pay).score, claimed).toBe(20);
    }
  });

  test('behavior: a quote that is not there, or stands elsewhere, decides against it', () => {
    const misquoted = 'the quote is not in Bank.sol:2-2';
    expect(judgeFinding({ class: 'reentrancy' }, evidence({ misquoted }))).toEqual({
      score: 0,
      reasons: [misquoted],
    });
    const elsewhere = evidence({ code: code({ namesMatch: false }) });
    expect(judgeFinding({ class: 'reentrancy' }, elsewhere).score).toBe(20);
  });

  test('behavior: hints of the syntax tree decide the classes they belong to', () => {
    const fits = evidence({ code: code({ classFits: true, hints: ['tx-origin'] }) });
    const misses = evidence({ code: code({ classFits: false }) });
    expect(judgeFinding({ class: 'tx-origin' }, fits).score).toBe(220);
    expect(judgeFinding({ class: 'tx-origin' }, misses).score).toBe(20);
    expect(judgeFinding({ class: 'logic' }, evidence()).score).toBe(90);
  });
});

describe('functionText', () => {
  test('default: from header to closing brace; nothing for names that are no name', () => {
    expect(functionText(SOURCE, 'Bank.pay')).toMatch(/^function pay.*total \+ 1; \}$/);
    expect(functionText(SOURCE, 'Bank.none')).toBe('');
    expect(functionText(SOURCE, 'Bank.(.*)')).toBe('');
    expect(functionText(SOURCE, null)).toBe('');
  });
});
