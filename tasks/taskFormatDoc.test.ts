import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditHiddenSchema } from './kinds/audit.ts';
import { KINDS } from './kinds/kinds.ts';
import { mathsHiddenSchema } from './kinds/maths.ts';
import { optimizationHiddenSchema } from './kinds/optimization.ts';
import { programHiddenSchema } from './kinds/programs.ts';
import { scenarioSchema } from './kinds/scenario.ts';
import { statistics, statisticsHiddenSchema } from './kinds/statistics.ts';
import { taskManifestSchema } from './taskManifest.ts';

const schemas = {
  'poiw.task/v1': taskManifestSchema,
  'poiw.scenario/v1': scenarioSchema,
  'poiw.audit-hidden/v1': auditHiddenSchema,
  'poiw.optimization-hidden/v1': optimizationHiddenSchema,
  'poiw.optimization-fuel/v1': programHiddenSchema,
  'poiw.maths-hidden/v1': mathsHiddenSchema,
  'poiw.statistics-hidden/v1': statisticsHiddenSchema,
};

const page = readFileSync(new URL('../docs/task-format.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text) as { readonly schema?: keyof typeof schemas },
);

test('default: every example of the page fits its schema', () => {
  for (const example of examples) {
    if (example.schema !== undefined) schemas[example.schema].parse(example);
    else statistics.settings.parse({ dataset: 'a.csv', questions: [example] });
  }
  expect(new Set(examples.map(({ schema }) => schema)).size).toBe(Object.keys(schemas).length + 1);
});

test('default: the table of defaults is that of the kinds', () => {
  for (const { kind, windows, panelSize } of Object.values(KINDS)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\` `) && line.includes('TOS')) ?? ''; // prettier-ignore
    const { think, commit, reveal, verify } = windows;
    const numbers = [think, commit, reveal, verify].map((n) => n.toLocaleString('en')).join(' / ');
    expect(row).toContain(numbers);
    expect(row).toContain(`| ${panelSize} `);
  }
});
