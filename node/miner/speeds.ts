import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const speedsSchema = z.object({
  schema: z.literal('poiw.speeds/v1'),
  /** Unix seconds of the measurement. */
  at: z.int().min(0),
  checksPerSecond: z.number().min(0),
  model: z.string().nullable(),
  tokensPerSecond: z.number().min(0).nullable(),
});

/** How fast a machine was found to be, by `poiw miner bench`. */
export type Speeds = Omit<z.infer<typeof speedsSchema>, 'schema'>;

const FILE = 'speeds.json';

/** Keeps a measurement in a miner's data folder, in place of the one before. */
export async function writeSpeeds(data: string, speeds: Speeds): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const body = { schema: 'poiw.speeds/v1', ...speeds };
  await writeFile(join(data, FILE), `${JSON.stringify(body, null, 2)}\n`);
}

/** The measurement of a data folder; undefined when there is none of this form. */
export async function readSpeeds(data: string): Promise<Speeds | undefined> {
  try {
    return speedsSchema.parse(JSON.parse(await readFile(join(data, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}
