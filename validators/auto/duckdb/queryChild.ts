import { createInterface } from 'node:readline';
import { messageOf } from '../../../core/errors.ts';
import { openDataset, type Dataset } from './openDataset.ts';
import type { ChildMessage, ChildRequest } from './query.ts';
import { runBatch } from './runBatch.ts';

/**
 * Runs untrusted queries in a process of its own, because only SIGKILL stops DuckDB in time. One
 * request on stdin, one line for each result on stdout, then it ends. See runQueries.
 */
function main(): void {
  const lines = createInterface({ input: process.stdin });
  lines.once('line', (line) => {
    void serve(JSON.parse(line) as ChildRequest).finally(() => process.exit(0));
  });
  // Its stdin ends with the process that asked, even one that was killed: no query outlives it.
  lines.once('close', () => process.exit(0));
}

async function serve({ csv, queries }: ChildRequest): Promise<void> {
  let dataset: Dataset;
  try {
    dataset = await openDataset(csv);
  } catch (thrown) {
    send({
      event: 'bad-data',
      detail: firstLine(messageOf(thrown).replaceAll(csv, 'the dataset')),
    });
    return;
  }
  send({ event: 'loaded', version: dataset.version, rows: dataset.rows });
  const outcomes = await runBatch(dataset, queries, () => openDataset(csv));
  for (const outcome of outcomes) send({ event: 'outcome', outcome });
  send({ event: 'done' });
}

function send(message: ChildMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}

main();
