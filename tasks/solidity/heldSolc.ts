import { SOLC_RELEASES } from './solcReleases.ts';

/** The newest release, and what the daemons' own contracts compile with. */
export const NEWEST_SOLC = '0.8.37';

/** Releases that come with the package; any other pinned one is fetched when a task names it. */
export const HELD_SOLC: readonly string[] = ['0.4.26', '0.5.17', '0.6.12', '0.7.6', NEWEST_SOLC];

/** Whether a task may name this release. */
export function isPinnedSolc(version: string): boolean {
  return Object.hasOwn(SOLC_RELEASES, version);
}
