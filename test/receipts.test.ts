import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tool = fileURLToPath(new URL('../tools/sampleReceipts.ts', import.meta.url));

/** Reports of all samples as a process of its own makes them. */
async function receipts(...flags: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, tool]);
  return stdout.trim().split('\n');
}

test('behavior: two processes, and two tiers of the engine, give the same receipts to the byte', async () => {
  const [first, second] = await Promise.all([receipts(), receipts('--no-maglev')]);
  expect(first.length).toBeGreaterThanOrEqual(28);
  for (const line of first) expect(line).toMatch(/^bafkrei[a-z2-7]+ {2}(tasks|test)\//);
  expect(second).toEqual(first);
}, 300_000);
