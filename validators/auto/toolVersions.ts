import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Version of the rules in this folder. Raise it with every change that can change a verdict or a
 * receipt: validators with different versions disagree openly instead of silently.
 */
export const CHECKS_VERSION = '3';

/** Version of the EVM package, as installed. */
export function evmVersion(): string {
  // The package hides its package.json; its entry is dist/<format>/index.js.
  const entry = createRequire(import.meta.url).resolve('@ethereumjs/vm');
  const file = join(dirname(entry), '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
