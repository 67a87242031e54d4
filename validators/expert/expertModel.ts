import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import type { CheckedPoint, Side } from '../../core/judging/statement.ts';

/** What an expert's model can do beside answering a rubric. */
export interface ExpertModel extends JudgeModel {
  /** Argues an assigned side; sees what both sides said in earlier rounds, never in this one. */
  argue(request: {
    readonly case: JudgeCase;
    readonly side: Side;
    readonly round: number;
    readonly said: readonly CheckedPoint[];
    readonly signal: AbortSignal;
  }): Promise<unknown>;
}

/** Runs an artefact and tells which side it supports; null when it shows nothing. */
export type Replay = (artefact: string, of: JudgeCase) => Promise<Side | null>;
