import { z } from 'zod';
import { TASK_KINDS } from '../core/taskKind.ts';
import { packSchema } from './hiddenPack.ts';
import { auditHiddenSchema } from './kinds/audit.ts';
import { KINDS } from './kinds/kinds.ts';
import { mathsHiddenSchema } from './kinds/maths.ts';
import { optimizationHiddenSchema } from './kinds/optimization.ts';
import { programHiddenSchema } from './kinds/programs.ts';
import { scenarioSchema } from './kinds/scenario.ts';
import { statisticsHiddenSchema } from './kinds/statistics.ts';
import { taskManifestSchema } from './taskManifest.ts';
import { taskSpecSchema } from './taskSpec.ts';

const HIDDEN = {
  audit: auditHiddenSchema,
  optimization: z.union([optimizationHiddenSchema, programHiddenSchema]),
  statistics: z.union([statisticsHiddenSchema, mathsHiddenSchema]),
};

/**
 * The formats of a task as JSON Schema, by file name without `.json`: what `docs/schemas/` holds,
 * for editors and for programs in other languages. Rules that JSON Schema cannot say (unique ids,
 * files that exist) are left to the lint.
 */
export function taskSchemas(): Readonly<Record<string, z.core.JSONSchema.BaseSchema>> {
  const byName: [string, z.ZodType][] = [
    ['task', manifestOfAnyKind()],
    ['spec', taskSpecSchema],
    ['hidden-pack', packSchema],
    ['scenario', scenarioSchema],
    ...TASK_KINDS.flatMap((kind): [string, z.ZodType][] => [
      [`${kind}.settings`, KINDS[kind].settings],
      [`${kind}.answer`, KINDS[kind].answer],
    ]),
    ...Object.entries(HIDDEN).map(([kind, schema]): [string, z.ZodType] => [
      `${kind}.hidden`,
      schema,
    ]),
  ];
  return Object.fromEntries(
    byName.map(([name, schema]) => [
      name,
      {
        title: `PoIW ${name.replace('.', ' ')}`,
        ...z.toJSONSchema(schema, { io: 'input', reused: 'ref' }),
      },
    ]),
  );
}

function manifestOfAnyKind(): z.ZodType {
  const [first, ...rest] = TASK_KINDS.map((kind) =>
    taskManifestSchema.extend({ kind: z.literal(kind), settings: KINDS[kind].settings }),
  );
  if (first === undefined) throw new TypeError('there are no task kinds');
  return z.discriminatedUnion('kind', [first, ...rest]);
}
