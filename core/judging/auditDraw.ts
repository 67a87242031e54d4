import { keccak256 } from 'ethers';
import type { Hex } from '../contentId.ts';
import { packLanes, unpackLanes } from '../lanes.ts';
import { saysOf } from '../saysOf.ts';
import { isLabelDrawn, verdictProbability, type ValueClass } from './labelDraw.ts';

/** A settled task as the draw sees it: words of 32 lanes, a lane an item. */
export interface AuditedTask {
  /** What the peers decided. */
  readonly medians: Hex;
  /** 0xff in each lane that an item uses. */
  readonly used: Hex;
  /** Most points each item is worth. */
  readonly caps: Hex;
}

/**
 * Probability in ppm that experts read each lane's item; 0 in lanes without one. The chain knows no
 * claimant's record, so every claimant counts as new and all that is accepted is read.
 */
export function auditProbabilities(task: AuditedTask): readonly number[] {
  const classes = itemClasses(task);
  return unpackLanes(task.medians).map((median, lane) => {
    const valueClass = classes[lane];
    if (valueClass === undefined) return 0;
    const says = saysOf(median);
    const verdict = says === undefined ? 'unresolved' : says ? 'accepted' : 'rejected';
    return verdictProbability(verdict, valueClass, 'new');
  });
}

/** Lanes that are read, 0xff in each: the rule of AuditDraw.sol. `beacon` is a 32 byte word. */
export function drawAudit(beacon: Hex, task: AuditedTask): Hex {
  return packLanes(
    auditProbabilities(task).map((probability, lane) => {
      if (probability === 0) return 0;
      const seed = `${beacon}${lane.toString(16).padStart(64, '0')}`;
      return isLabelDrawn(BigInt(keccak256(seed)), probability) ? 0xff : 0;
    }),
  );
}

/**
 * Each lane's class, undefined where there is no item. An item is dear when its payable value reaches
 * thirty costs of judging. At the usual split (65 % of a reward R for miners, 18 % for peers) an item
 * among F is worth .65 R x its part of the points, and judging one costs .18 x .92 R / (5.3 F) / 1.5:
 * it is dear from 25/26 of an equal part on.
 */
export function itemClasses({
  used,
  caps,
}: Pick<AuditedTask, 'used' | 'caps'>): readonly (ValueClass | undefined)[] {
  const isUsed = unpackLanes(used).map((one) => one !== 0);
  const points = unpackLanes(caps).map((cap, lane) => (isUsed[lane] === true ? cap : 0));
  const count = isUsed.filter(Boolean).length;
  const sum = points.reduce((total, one) => total + one, 0);
  return points.map((cap, lane) => {
    if (isUsed[lane] !== true) return undefined;
    return cap * count * 26 >= sum * 25 ? 'high' : 'low';
  });
}
