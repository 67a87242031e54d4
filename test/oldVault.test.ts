import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { checkAnswerBytes } from '../node/checkFolder.ts';
import { lintFolder } from '../node/lintFolder.ts';

/** A contract of 2017, written from docs/task-format.md alone. */
const FOLDER = 'test/corpus/old-vault';
const quiet = { signal: new AbortController().signal, progress: () => undefined };

interface Gold {
  readonly findings: readonly [{ readonly locations: readonly [object] }];
}

test('default: the folder is sound: its gold exploit works, and dies on the patch', async () => {
  expect(await lintFolder(FOLDER, { ...quiet, static: false })).toEqual({
    ok: true,
    problems: [],
    deep: true,
  });
});

test('default: the gold answer is valid in all worlds, invalid on the mended vault', async () => {
  const gold = await readFile(`${FOLDER}/hidden/gold.json`);
  const { built } = await checkAnswerBytes(FOLDER, gold, quiet);
  expect(built.report.answers[0]?.items).toMatchObject([
    { verdict: 'valid', evidence: 'exploit', reason: 'exploit-proved' },
  ]);

  const answer = JSON.parse(gold.toString()) as Gold;
  const [finding] = answer.findings;
  const mendedLine = { startLine: 23, endLine: 23, quote: 'balanceOf[msg.sender] -= amount;' };
  const moved = { ...finding, locations: [{ ...finding.locations[0], ...mendedLine }] };
  const mended = await checkAnswerBytes(FOLDER, canonicalBytes({ ...answer, findings: [moved] }), {
    ...quiet,
    sources: `${FOLDER}/hidden/patches`,
  });
  expect(mended.built.report.answers[0]?.items).toMatchObject([
    { verdict: 'invalid', reason: 'exploit-reverted' },
  ]);
});
