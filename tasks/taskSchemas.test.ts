import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { taskSchemas } from './taskSchemas.ts';

const folder = fileURLToPath(new URL('../docs/schemas/', import.meta.url));

test('default: docs/schemas is up to date; else run node tools/writeSchemas.ts', () => {
  const schemas = taskSchemas();
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(Object.keys(schemas).map((name) => `${name}.json`)),
  );
  for (const [name, schema] of Object.entries(schemas)) {
    const written: unknown = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
    expect(written, name).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});
