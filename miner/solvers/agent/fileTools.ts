import { z } from 'zod';
import type { LoopTool } from '../../../models/toolLoop.ts';
import { trusted, untrusted } from '../../../models/untrusted/segment.ts';
import type { FileMap } from '../../../tasks/taskSpec.ts';
import { defineTool } from './defineTool.ts';
import { moved, said } from './desk.ts';

const MOST_LINES = 400;

/** Looking at the task's public files: all a solver has of the disk. */
export function fileTools(files: FileMap): LoopTool[] {
  return [
    defineTool({
      name: 'list_files',
      description: 'Names and sizes of the task’s files.',
      input: z.strictObject({}),
      run() {
        const lines = [...files].map(([path, bytes]) => `${path} (${bytes.length} bytes)`);
        return moved(untrusted(trusted`files`, lines.join('\n')));
      },
    }),
    defineTool({
      name: 'read_file',
      description: `Lines of one file, at most ${MOST_LINES} at a time. The numbers are the file’s own.`,
      input: z.strictObject({
        file: z.string().max(200),
        from: z.int().min(1).describe('first line'),
        to: z.int().min(1).describe('last line'),
      }),
      run({ file, from, to }) {
        const bytes = files.get(file);
        if (bytes === undefined)
          return said(trusted`There is no such file; list_files has their names.`);
        const lines = new TextDecoder().decode(bytes).split('\n');
        const last = Math.min(to, from + MOST_LINES - 1, lines.length);
        if (from > last) return said(trusted`The file has ${lines.length} lines.`);
        const text = lines.slice(from - 1, last).join('\n');
        return moved(
          untrusted(trusted`file`, text, file, from),
          trusted`Lines ${from} to ${last} of ${lines.length}.`,
        );
      },
    }),
  ];
}
