/** Writes docs/schemas/ again from the schemas in the code: `node tools/writeSchemas.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { operatorSchemas } from '../node/operatorSchemas.ts';
import { taskSchemas } from '../tasks/taskSchemas.ts';

const folder = fileURLToPath(new URL('../docs/schemas/', import.meta.url));
mkdirSync(folder, { recursive: true });
const style = await resolveConfig(`${folder}x.json`);
for (const [name, schema] of Object.entries({ ...taskSchemas(), ...operatorSchemas() })) {
  const text = await format(JSON.stringify(schema), { ...style, parser: 'json' });
  writeFileSync(`${folder}${name}.json`, text);
}
