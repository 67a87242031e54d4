/**
 * Prints the content id of the verification report of every sample's gold answer, one a line: the
 * report names every receipt by its bytes. `npm run -s receipts` on two machines, or under two
 * versions of Node (`npx -y -p node@22.x node tools/sampleReceipts.ts`), must print the same.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentIdFromDigest } from '../core/contentId.ts';
import { checkFolder } from '../node/checkFolder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const samples = join(root, 'tasks/samples');
const corpus = join(root, 'test/corpus');
const { signal } = new AbortController();

const folders = [samples, corpus, ...readdirSync(corpus).map((name) => join(corpus, name))]
  .filter((folder) => statSync(folder).isDirectory())
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((folder) => existsSync(join(folder, 'task.json')));

for (const folder of folders.toSorted()) {
  const answer = ['hidden/gold.json', 'gold/answer.json']
    .map((file) => join(folder, file))
    .find((file) => existsSync(file));
  if (answer === undefined) continue;
  const { built } = await checkFolder(folder, { answer, signal, progress: () => undefined });
  const name = folder.slice(root.length);
  process.stdout.write(`${contentIdFromDigest(built.words.root)}  ${name}\n`);
}
