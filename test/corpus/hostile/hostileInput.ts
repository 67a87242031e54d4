/** One hostile input and what must come of it. Inputs are built, not stored: some are large. */
export interface HostileInput {
  readonly name: string;
  /** `refused` as a whole, or every item `invalid` (or a duplicate). Never valid, never open. */
  readonly outcome: 'refused' | 'invalid';
  /** Stable code of the refusal, or reason of the first item. */
  readonly reason: string;
}

export interface HostileAnswer extends HostileInput {
  /** The answer's bytes, given the id of the task it is for. */
  readonly bytes: (task: string) => Uint8Array;
}
