import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../../models/test/modelServer.ts';
import { tinyGguf } from '../../models/test/tinyGguf.ts';
import { benchModel } from '../../node/model/benchModel.ts';
import type { Measure, MeasureOptions } from './measure.ts';

const LATENCY_MS = 200;

/** `poiw model bench` on a generated file and on a scripted server: rows, nothing promised. */
export async function measureModelBench({ say }: MeasureOptions): Promise<Measure> {
  say('poiw model bench: the tiny GGUF, then a scripted server');
  const folder = await mkdtemp(join(tmpdir(), 'poiw-bench-'));
  const path = join(folder, 'tiny.gguf');
  await writeFile(path, tinyGguf());
  const options = { env: {}, signal: new AbortController().signal };
  const common = { modelContext: 1024, modelParallel: 4 };
  const gguf = await benchModel({ ...common, model: path, gpu: 'off', threads: 1 }, options);
  const story = JSON.stringify({ story: 'and then '.repeat(40) });
  const server = await startModelServer('openai', () => ({
    ...{ text: story, usage: { input: 40, output: 100 }, delayMs: LATENCY_MS },
  }));
  const http = await benchModel({ ...common, model: `${server.url}#scripted` }, options);
  await server.close();
  await rm(folder, { recursive: true, force: true });
  const rows = { 'tiny GGUF, CPU': gguf.rows, [`server, ${LATENCY_MS} ms a reply`]: http.rows };
  return { targets: [], rows: { modelBench: rows } };
}
