import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CanarySource } from '../../../core/judging/canaries.ts';
import type { ClaimedFinding } from '../../../core/judging/judgeCase.ts';

const CORPUS = new URL('../../../test/corpus/vulnerabilities/', import.meta.url).pathname;

/** Every bug of the corpus: its gold finding, the code, and the repaired twin. */
export function corpusSources(): CanarySource[] {
  return readdirSync(CORPUS).flatMap((name) => {
    const root = join(CORPUS, name);
    const gold = readJson(join(root, 'hidden/gold.json')) as { findings: ClaimedFinding[] };
    const sources = readTree(join(root, 'src'), root);
    const fixes = join(root, 'hidden/patches');
    return gold.findings.map((finding) => {
      const file = finding.locations[0]?.file ?? '';
      const fixed = readdirSync(fixes)
        .map((bug) => join(fixes, bug, file.replace(/^src\//, '')))
        .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
      const repaired = fixed[0] === undefined ? '' : readFileSync(fixed[0], 'utf8');
      return { finding, sources, fixed: { ...sources, [file]: repaired } };
    });
  });
}

function readTree(folder: string, root: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((path) => path.endsWith('.sol'));
  return Object.fromEntries(
    files.map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
