import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const lastBackupSchema = z.object({
  schema: z.literal('poiw.last-backup/v1'),
  /** Where it went, as it was named. */
  folder: z.string(),
  createdAt: z.iso.datetime(),
  promises: z.int().min(0),
});

export type LastBackup = Omit<z.infer<typeof lastBackupSchema>, 'schema'>;

const FILE = 'last-backup.json';

/** Notes in a miner's data folder that a backup of it was made: until then it is reminded. */
export async function noteBackup(data: string, backup: LastBackup): Promise<void> {
  const { folder, createdAt, promises } = backup;
  const body = { schema: 'poiw.last-backup/v1', folder, createdAt, promises };
  await writeFile(join(data, FILE), `${JSON.stringify(body, null, 2)}\n`);
}

/** The latest backup of a data folder; undefined when none was made. */
export async function readLastBackup(data: string): Promise<LastBackup | undefined> {
  try {
    return lastBackupSchema.parse(JSON.parse(await readFile(join(data, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}
