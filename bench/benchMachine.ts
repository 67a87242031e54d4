import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** What a bench ran on and of which commit. */
export function benchMachine(): { machine: Record<string, unknown>; commit: string } {
  const machine = {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  return { machine, commit: commit() };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
