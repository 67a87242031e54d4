import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACT_NAMES, type Artifact, type Artifacts } from './artifacts.ts';
import { compileContracts } from './compileContracts.ts';

/** Written beside this module when the package is built; a checkout has none and compiles. */
const PACKAGED = join(import.meta.dirname, 'artifacts.json');

let loaded: Artifacts | undefined;

/**
 * The artifacts of our contracts, compiled at most once per process.
 *
 * @throws PoiwError E_COMPILER when the sources do not compile
 */
export function loadArtifacts(): Artifacts {
  loaded ??= pick(
    existsSync(PACKAGED)
      ? (JSON.parse(readFileSync(PACKAGED, 'utf8')) as Record<string, Artifact>)
      : compileContracts(),
  );
  return loaded;
}

function pick(all: Readonly<Record<string, Artifact>>): Artifacts {
  return Object.fromEntries(CONTRACT_NAMES.map((name) => [name, all[name]])) as Artifacts;
}
