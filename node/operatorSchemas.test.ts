import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operatorSchemas } from './operatorSchemas.ts';

test('default: docs/schemas is up to date; else run node tools/writeSchemas.ts', () => {
  for (const [name, schema] of Object.entries(operatorSchemas())) {
    const file = new URL(`../docs/schemas/${name}.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});
