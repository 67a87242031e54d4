import { describe, expect, test } from 'vitest';
import type { AnswerResult, ItemResult } from './describeAnswers.ts';
import { acceptedFindings, toSarif } from './toSarif.ts';

const item = (changes: Partial<ItemResult>): ItemResult => ({
  id: 'F1',
  verdict: 'valid',
  evidence: 'exploit',
  reason: 'exploit-proved',
  explanation: 'the exploit breaks solvent in 3 of 3 worlds',
  group: 'bug:a',
  receipt: 'bafkreiaaa',
  panelScore: null,
  content: {
    title: 'Drain',
    class: 'reentrancy',
    severity: 'critical',
    rootCause: 'call before write',
    impact: 'all ether leaves',
    locations: [{ file: 'src/Vault.sol', startLine: 5, endLine: 4 }],
  },
  ...changes,
});

const answer = (items: readonly ItemResult[]): AnswerResult => ({
  slot: 0,
  miner: '0x00',
  name: null,
  status: 'judged',
  refused: null,
  items,
  paid: '0',
  bondLost: '0',
});

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly endLine: number };
        };
      }[];
    }[];
  }[];
}

describe('acceptedFindings', () => {
  test('default: each bug once; what was disproved or the jury rejected is no finding', () => {
    const items = [
      item({ verdict: 'open', group: null, panelScore: 200, id: 'U1', content: { title: 'x' } }),
      item({}),
      item({ id: 'F2' }),
      item({ id: 'F3', verdict: 'invalid' }),
      item({ id: 'U2', verdict: 'open', group: null, panelScore: 20 }),
    ];
    expect(acceptedFindings({ answers: [answer(items)] }).map(({ id }) => id)).toEqual([
      'F1',
      'U1',
    ]);
  });
});

describe('toSarif', () => {
  test('behavior: unique rules, relative paths, lines from 1 that do not end before they start', () => {
    const items = [
      item({}),
      item({ id: 'F2', group: 'bug:b' }),
      item({ group: 'c', content: null }),
    ];
    const sarif = toSarif({ id: '7', answers: [answer(items)] }, '1.0.0') as Sarif;
    const [run] = sarif.runs;
    expect(run?.tool.driver.rules).toEqual([
      { id: 'reentrancy', shortDescription: { text: 'reentrancy' } },
    ]);
    expect(run?.results).toHaveLength(2);
    const [first] = run?.results ?? [];
    expect(first).toMatchObject({ ruleIndex: 0, level: 'error' });
    expect(first?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'src/Vault.sol', uriBaseId: '%SRCROOT%' },
      region: { startLine: 5, endLine: 5 },
    });
  });
});
