import { Interface } from 'ethers';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from './test/rules/rule.ts';
import {
  decodeCall,
  encodeAnswer,
  harnessArtifacts,
  RULES,
  VECTORS,
  vectorText,
} from './test/rules/vectorFile.ts';

let artifacts: ReturnType<typeof harnessArtifacts>;

// The first run compiles the contracts.
beforeAll(() => {
  artifacts = harnessArtifacts();
}, 180_000);

interface VectorFile {
  readonly count: number;
  readonly calls: readonly string[];
  readonly returns: readonly string[];
}

const textOf = ({ method }: Rule) => readFileSync(join(VECTORS, `${method}.json`), 'utf8');

/** forge replays the same files against the contracts: chain/test/Vectors.t.sol. */
describe('vectors', () => {
  test.each(RULES)('default: core answers every vector of $method', (rule) => {
    const abi = new Interface(artifacts[rule.contract].abi);
    const { count, calls, returns } = JSON.parse(textOf(rule)) as VectorFile;
    expect(calls).toHaveLength(count);
    const ours = calls.map((call) => encodeAnswer(rule, abi, [decodeCall(rule, abi, call)]));
    expect(ours).toEqual(returns);
  });

  test('behavior: the files are what `npm run vectors` writes, and there are no others', () => {
    for (const rule of RULES) {
      const abi = new Interface(artifacts[rule.contract].abi);
      expect(vectorText(rule, abi) === textOf(rule), rule.method).toBe(true);
    }
    const files = readdirSync(VECTORS).sort();
    expect(files).toEqual(RULES.map(({ method }) => `${method}.json`).sort());
  });
});
