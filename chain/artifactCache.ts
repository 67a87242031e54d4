import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from './artifacts.ts';

type ArtifactMap = Readonly<Record<string, Artifact>>;

const FOLDER = join(import.meta.dirname, '.artifacts');

/** @param key hash of everything the artifacts were made from */
export function readCachedArtifacts(key: string): ArtifactMap | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(key), 'utf8')) as ArtifactMap;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed: processes that compile at the same time never see half a file. */
export function writeCachedArtifacts(key: string, artifacts: ArtifactMap): void {
  mkdirSync(FOLDER, { recursive: true });
  const temporary = `${fileOf(key)}.${randomUUID()}`;
  writeFileSync(temporary, JSON.stringify(artifacts));
  renameSync(temporary, fileOf(key));
}

function fileOf(key: string): string {
  return join(FOLDER, `${key}.json`);
}
