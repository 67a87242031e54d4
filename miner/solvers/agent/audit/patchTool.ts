import { z } from 'zod';
import type { LoopTool } from '../../../../models/toolLoop.ts';
import { trusted, untrusted } from '../../../../models/untrusted/segment.ts';
import { compileJob } from '../../../../validators/auto/solidity/compileJob.ts';
import { standsWithout } from '../../audit/tryAttack.ts';
import { defineTool } from '../defineTool.ts';
import { moved, said } from '../desk.ts';
import { applyEdits } from './applyEdits.ts';
import type { AuditBench } from './auditBench.ts';

export function patchTool({ target, scope, book, context, guard }: AuditBench): LoopTool {
  return defineTool({
    name: 'try_patch',
    description:
      'Replace lines of files in scope and see whether the patched code compiles, sets up and stops the exploit. Numbers are those of the original file; keep every legitimate use working.',
    input: z.strictObject({
      exploit: z.string().max(10).describe('like X1'),
      edits: z
        .array(
          z.strictObject({
            file: z.string().max(200),
            startLine: z.int().min(1),
            endLine: z.int().min(0),
            replacement: z.string().max(8000),
          }),
        )
        .min(1)
        .max(12),
    }),
    async run({ exploit: id, edits }) {
      const exploit = book.exploits.get(id);
      if (exploit === undefined)
        return said(trusted`There is no exploit of that id: prove it first.`);
      if (guard(edits.map(({ replacement }) => replacement)) !== undefined) {
        return said(trusted`Not tried: the patch holds what must not be published.`);
      }
      const patch = applyEdits(target.model.sources, edits, scope);
      if (typeof patch === 'string') {
        return said(trusted`The edits do not apply.`, untrusted(trusted`why`, patch));
      }
      const sources = { ...target.model.sources, ...patch };
      const { compiler } = target;
      const { errors } = await compileJob({ sources, compiler, output: 'errors' }, context);
      if (errors.length > 0) {
        const lines = errors
          .slice(0, 8)
          .map(({ file, line, message }) => `${file ?? ''}:${line} ${message}`);
        return said(
          trusted`The patched code does not compile.`,
          untrusted(trusted`errors`, lines.join('\n')),
        );
      }
      const problem = await standsWithout(target, { poc: exploit.poc, sources }, context);
      if (problem === 'setup')
        return said(trusted`With the patch the public scenario does not set up any more.`);
      if (problem === 'alive') return said(trusted`The exploit still works on the patched code.`);
      exploit.patch = patch;
      return moved(trusted`The patch stops the exploit and the scenario sets up. It is kept.`);
    },
  });
}
