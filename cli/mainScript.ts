import { fileURLToPath } from 'node:url';

/** Path of the program itself, for daemons started as processes: .ts in a checkout, .js published. */
export function mainScript(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./main.${extension}`, import.meta.url));
}
