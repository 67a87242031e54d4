import { naturalLog } from './naturalLog.ts';
import { PPM } from './units.ts';

/** Jurors a stage; the next stage is drawn only while the panel is unsure. */
export const STAGES = [3, 2, 2, 2, 2] as const;
/** 2.2 nats in Q16: a posterior outside [0.1, 0.9]. */
export const THRESHOLD = 144_179;

/**
 * What was public when a seat's vote was due: 0 nothing, 1 the panel leaned to valid, 2 it did not.
 */
export type Bin = 0 | 1 | 2;

/** A finding's panel between two stages. */
export interface PanelState {
  /** Log odds of "valid", Q16 nats. */
  readonly logOdds: number;
  /** Stages judged so far. */
  readonly stages: number;
}

/** Where a panel starts: the truth share (ppm) of the claimant's record class. */
export function openPanel(truthShare: number): PanelState {
  const share = Math.max(1, Math.min(PPM - 1, truthShare));
  return { logOdds: naturalLog(share) - naturalLog(PPM - share), stages: 0 };
}

/** The panel after one more stage, given the evidence of each of its revealed votes. */
export function addStage(panel: PanelState, evidence: readonly number[]): PanelState {
  return {
    logOdds: evidence.reduce((sum, one) => sum + one, panel.logOdds),
    stages: panel.stages + 1,
  };
}

/** Jurors to draw next; 0 when the panel is sure or has had its eleven. */
export function nextStage(panel: PanelState): number {
  return panel.stages > 0 && isResolved(panel) ? 0 : (STAGES[panel.stages] ?? 0);
}

export function isResolved({ logOdds }: PanelState): boolean {
  return Math.abs(logOdds) >= THRESHOLD;
}

/** The bin of the stage that is about to be drawn: fixed before its votes are committed. */
export function binOf({ logOdds, stages }: PanelState): Bin {
  return stages === 0 ? 0 : logOdds > 0 ? 1 : 2;
}
