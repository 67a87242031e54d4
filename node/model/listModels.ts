import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSettings } from './modelSettings.ts';
import { modelsFolderOf } from './openAdapter.ts';

export interface ModelList {
  readonly folder: string;
  readonly models: readonly { readonly file: string; readonly bytes: number }[];
  /** What commands use when they are told nothing else. */
  readonly configured: string | null;
}

/** GGUF files in the models folder, unfinished downloads left out. */
export async function listModels(
  settings: Partial<ModelSettings>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ModelList> {
  const folder = modelsFolderOf(settings, env);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.gguf')).sort();
  const models = await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      return { file, bytes: (await stat(file)).size };
    }),
  );
  return { folder, models, configured: settings.model ?? null };
}
