import { z } from 'zod';
import { defineTool } from './defineTool.ts';

/** The model's own stop. */
export const finishTool = defineTool({
  name: 'finish',
  description: 'End the work. What was reported before stands.',
  input: z.strictObject({ summary: z.string().max(500) }),
  run: () => ({ parts: [], end: true }),
});
