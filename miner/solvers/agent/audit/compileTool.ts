import { z } from 'zod';
import { LIMITS } from '../../../../core/limits.ts';
import type { LoopTool } from '../../../../models/toolLoop.ts';
import { trusted, untrusted } from '../../../../models/untrusted/segment.ts';
import { POC_FILE } from '../../../../validators/auto/evm/attackNames.ts';
import { compileJob } from '../../../../validators/auto/solidity/compileJob.ts';
import { defineTool } from '../defineTool.ts';
import { moved, said } from '../desk.ts';
import type { AuditBench } from './auditBench.ts';

export function compileTool({ target, context }: AuditBench): LoopTool {
  return defineTool({
    name: 'compile',
    description: 'Compile an attacker contract beside the task’s files and list the errors.',
    input: z.strictObject({ source: z.string().max(LIMITS.pocBytes) }),
    async run({ source }) {
      const { errors } = await compileJob(
        {
          sources: { ...target.model.sources, [POC_FILE]: source },
          compiler: target.compiler,
          output: 'errors',
        },
        context,
      );
      if (errors.length === 0) return moved(trusted`It compiles.`);
      const lines = errors
        .slice(0, 8)
        .map(({ file, line, message }) => `${file ?? ''}:${line} ${message}`);
      return said(trusted`It does not compile.`, untrusted(trusted`errors`, lines.join('\n')));
    },
  });
}
