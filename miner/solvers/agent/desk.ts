import type { ToolAnswer, LoopTool } from '../../../models/toolLoop.ts';
import type { Segment, TrustedSegment } from '../../../models/untrusted/segment.ts';
import type { SolveContext } from '../../solver.ts';

/** One task on the agent's desk: what the model may do about it, and what came of it. */
export interface Desk {
  /** How this kind is worked at; ours. */
  readonly brief: TrustedSegment;
  /** What there is to know at the start. */
  readonly opening: readonly Segment[];
  readonly tools: readonly LoopTool[];
  /** The answer so far: what the engine confirmed, and what says of itself that it is unproved. */
  answer(): unknown;
  /** Items that go beyond the floor. */
  added(): number;
}

/** Puts a task on a desk; `floor` is the baseline's answer. Undefined when tools say all there is. */
export type OpenDesk = (
  context: SolveContext,
  floor: unknown,
  guard: LeakGuard,
) => Promise<Desk | undefined>;

/** Why a text must not leave this machine, or undefined. */
export type LeakGuard = (texts: readonly string[]) => string | undefined;

export const said = (...parts: Segment[]): ToolAnswer => ({ parts });
export const moved = (...parts: Segment[]): ToolAnswer => ({ parts, progress: true });
