/**
 * What a settled task owes is numbered; see ITaskPayouts.sol. Answers come first, then the seats of
 * two panels (all rounds of a growing panel are the first), the receipts in the order they came, and two more.
 */
const SEATS_FROM = 32;
const ROUND_SEATS = 21;
const RECEIPTS_FROM = 74;

/** Stake, unearned parts and dust; the slot before it is the network's part. */
export const PUBLISHER_SLOT = 80;

/** @param slot answer slot 0..31 */
export function answerSlot(slot: number): number {
  return slot;
}

/** @param panel 0, or 1 for the one drawn when the first reached no quorum @param seat 0..20 */
export function seatSlot(panel: 0 | 1, seat: number): number {
  return SEATS_FROM + ROUND_SEATS * panel + seat;
}

/** @param index 0..4, in the order receipts came */
export function receiptSlot(index: number): number {
  return RECEIPTS_FROM + index;
}

/** Every slot there is. */
export const ALL_SLOTS: readonly number[] = Array.from({ length: PUBLISHER_SLOT + 1 }, (_, i) => i);
