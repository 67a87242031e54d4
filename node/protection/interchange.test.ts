import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { Journal, PromiseKey, PromiseRecord } from '../../core/journal.ts';
import { openJournal } from '../openJournal.ts';
import { commitOf, readProtection, writeProtection } from './interchange.ts';

interface Vector {
  readonly name: string;
  readonly steps: readonly (
    | { readonly import: object; readonly expect: string; readonly added?: number }
    | { readonly promise: object; readonly expect: string }
  )[];
  readonly holds: number;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./vectors/vectors.json', import.meta.url), 'utf8'),
) as { vectors: readonly Vector[] };

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-protection-'));
  journal = openJournal(join(folder, 'journal.db'));
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (value: object) => new TextEncoder().encode(JSON.stringify(value));

function outcomeOf(run: () => unknown): string {
  try {
    run();
    return 'ok';
  } catch (error) {
    return error instanceof PoiwError ? error.code : String(error);
  }
}

const recordIn = (promise: object) =>
  readProtection(bytesOf({ schema: 'poiw.protection/v1', promises: [promise], watermarks: [] }))
    .promises[0] as PromiseRecord;

describe('protection interchange', () => {
  test('default: there are at least forty vectors', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(40);
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  });

  test.each(vectors.map((vector) => [vector.name, vector] as const))('vector: %s', (_, vector) => {
    for (const step of vector.steps) {
      if ('import' in step) {
        let added: number | undefined;
        const outcome = outcomeOf(
          () => (added = journal.protect(readProtection(bytesOf(step.import)))),
        );
        expect(outcome).toBe(step.expect);
        if (step.added !== undefined) expect(added).toBe(step.added);
      } else {
        const record = recordIn(step.promise);
        expect(outcomeOf(() => journal.checkAndInsert(record))).toBe(step.expect);
      }
    }
    expect(journal.protection().promises).toHaveLength(vector.holds);
  });

  test('behavior: ten imports of an export change nothing', () => {
    const word = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`);
    const promise = fc
      .record({
        task: fc.bigInt({ min: 1n, max: 50n }),
        vote: fc.boolean(),
        opened: fc.boolean(),
        ...{ contentHash: word, salt: word, scores: word },
      })
      .map(({ task, vote, opened, contentHash, salt, scores }) => {
        const key: PromiseKey = {
          chainId: 31337n,
          contract: `0x${'cc'.repeat(20)}`,
          kind: vote ? ('vote' as const) : ('answer' as const),
          taskId: task,
          round: 0,
          actor: `0x${'aa'.repeat(20)}`,
        };
        const opening = { contentHash, salt, ...(vote ? { scores } : {}) };
        const commit = commitOf({ ...key, ...opening });
        return opened ? { ...key, commit, ...opening } : { ...key, commit };
      });
    const key = ({ kind, taskId }: { kind: string; taskId: bigint }) => `${kind} ${taskId}`;
    let runs = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(promise, { maxLength: 12, selector: key }),
        fc.boolean(),
        (promises, openings) => {
          runs += 1;
          const from = openJournal(join(folder, `from-${runs}.db`));
          from.protect({ promises, watermarks: [] });
          const file = writeProtection(from.protection(), { openings });
          from.close();
          const to = openJournal(join(folder, `to-${runs}.db`));
          expect(to.protect(readProtection(file))).toBe(promises.length);
          for (let again = 0; again < 10; again += 1) {
            expect(to.protect(readProtection(file))).toBe(0);
            expect(writeProtection(to.protection(), { openings })).toEqual(file);
          }
          to.close();
        },
      ),
      { numRuns: 15, seed: 5 },
    );
  });
});
