/** Gas of one life of a task, by step. `Each` is the mean of all transactions of that step. */
export interface GasRow {
  readonly answers: number;
  readonly jurors: number;
  readonly publish: number;
  readonly commitAnswerEach: number;
  readonly revealAnswerEach: number;
  /** Beacon and receipts: what the naive design does not do at all. */
  readonly verify: number;
  readonly openPanel: number;
  readonly commitVoteEach: number;
  /** Sent by the juror, alone in its transaction. */
  readonly revealVoteDirect: number;
  /** One of many in a relayer's transaction; equal to the direct one where no batch exists. */
  readonly revealVoteRelayed: number;
  readonly settle: number;
  /** Every share taken in one transaction; in the naive design settling pays. */
  readonly collect: number;
  /** Every payee claims once, although a claim covers all tasks since the last one. */
  readonly claims: number;
  readonly claimEach: number;
}

/** From the draw to the settled task, votes opened by a relayer. */
export function judging(row: GasRow): number {
  const votes = row.commitVoteEach * row.jurors + relayed(row);
  return row.openPanel + votes + row.settle;
}

/** The same, every juror opening the own vote. */
export function judgingDirect(row: GasRow): number {
  return judging(row) - relayed(row) + row.revealVoteDirect * row.jurors;
}

/** From publishing until everybody has the money. */
export function whole(row: GasRow): number {
  const answers = (row.commitAnswerEach + row.revealAnswerEach) * row.answers;
  return row.publish + answers + row.verify + judging(row) + row.collect + row.claims;
}

function relayed(row: GasRow): number {
  return row.revealVoteDirect + row.revealVoteRelayed * (row.jurors - 1);
}
