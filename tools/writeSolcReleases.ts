/**
 * Writes the pinned list of compiler releases again: `node tools/writeSolcReleases.ts`. Asks the npm
 * registry for the digest of every release; a digest that is already pinned never changes.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { compare } from 'semver';
import { SOLC_RELEASES } from '../tasks/solidity/solcReleases.ts';

interface Release {
  readonly version: string;
  readonly 'dist.integrity': string;
}

const fields = ['view', 'solc@>=0.4.11', 'version', 'dist.integrity', '--json'];
const found = JSON.parse(execFileSync('npm', fields, { encoding: 'utf8' })) as Release[];
for (const { version, 'dist.integrity': integrity } of found) {
  const pinned = SOLC_RELEASES[version] ?? integrity;
  if (pinned !== integrity) throw new Error(`solc ${version} is no longer what was pinned`);
}
const list = found
  .sort((a, b) => compare(a.version, b.version))
  .map(({ version, 'dist.integrity': integrity }) => `  '${version}': '${integrity}',`);
const file = new URL('../tasks/solidity/solcReleases.ts', import.meta.url).pathname;
const text = `/**
 * Every release of the Solidity compiler that a task may name, with the digest of its npm package
 * (subresource integrity): the version says what compiles, the digest that it is that and nothing
 * else. Written by tools/writeSolcReleases.ts.
 */
export const SOLC_RELEASES: Readonly<Record<string, string>> = {
${list.join('\n')}
};
`;
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'typescript' }));
