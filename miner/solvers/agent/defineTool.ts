import type { z } from 'zod';
import type { LoopTool, ToolAnswer } from '../../../models/toolLoop.ts';

/** A tool whose body has the type of its schema; what the schema refuses never gets there. */
export function defineTool<Input>(tool: {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly run: (input: Input) => Promise<ToolAnswer> | ToolAnswer;
}): LoopTool {
  return { ...tool, run: async (input) => tool.run(tool.input.parse(input)) };
}
