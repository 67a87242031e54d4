/** Which gate stopped an item or an answer, and what its miner can do about it. */
export interface NextStep {
  /** Gates stand one behind the other: form, place, run, effect, value, budget. */
  readonly gate: 'form' | 'place' | 'run' | 'effect' | 'value' | 'budget' | 'peers';
  readonly next: string;
}

const STEPS: Readonly<Record<string, NextStep>> = {
  'too-large': { gate: 'form', next: 'cut the answer to 256 KiB; explain less, prove more' },
  malformed: {
    gate: 'form',
    next: 'write one JSON document, no key twice, at most 32 levels deep',
  },
  schema: { gate: 'form', next: 'compare with docs/schemas/<kind>.answer.json, field by field' },
  'wrong-task': { gate: 'form', next: 'put the id of this task into the field task' },
  unreadable: {
    gate: 'form',
    next: 'keep the salt of the commitment: the sealed answer did not open',
  },
  'quote-mismatch': {
    gate: 'place',
    next: 'copy the quote from the file, with the lines it stands in, of a file in scope',
  },
  'unknown-question': { gate: 'place', next: 'answer only questions of settings.questions' },
  'unknown-claim': { gate: 'place', next: 'name a claim of this answer between [[ and ]]' },
  'unbound-number': { gate: 'place', next: 'write every number in the prose as [[claim id]]' },
  'poc-compile-error': {
    gate: 'run',
    next: 'compile the exploit beside the task’s files with the task’s compiler',
  },
  'poc-refused': {
    gate: 'run',
    next: 'call as $attacker or $attacker2 only, and name the contract to deploy',
  },
  'sql-refused': {
    gate: 'run',
    next: 'use one SELECT over data with what docs/task-format.md allows',
  },
  'sql-error': { gate: 'run', next: 'try the query in DuckDB over the task’s CSV file' },
  'sql-too-expensive': { gate: 'run', next: 'aggregate before joining, or use window functions' },
  'no-result': { gate: 'run', next: 'return one row with one finite number' },
  'exploit-reverted': {
    gate: 'effect',
    next: 'run it in other worlds (--seed): amounts, addresses and time differ',
  },
  'exploit-no-effect': {
    gate: 'effect',
    next: 'leave somebody poorer, locked out or without his rights, not only yourself busy',
  },
  'same-bug': { gate: 'effect', next: 'hand one bug in once: copies cost their fee' },
  'same-exploit': { gate: 'effect', next: 'hand one exploit in once: copies cost their fee' },
  'same-question': { gate: 'value', next: 'answer a question once' },
  'clean-refuted': {
    gate: 'effect',
    next: 'claim clean code only when a real search found nothing',
  },
  'not-reproduced': {
    gate: 'value',
    next: 'hand in the number your own query gives, rounded as the question asks',
  },
  'wrong-value': {
    gate: 'value',
    next: 'read the question and its conventions again: this answers another one',
  },
  'no-such-value': {
    gate: 'form',
    next: 'write numbers, formulas and models as the part on mathematics of docs/task-format.md has them',
  },
  'wrong-form': {
    gate: 'form',
    next: 'give a value, or satisfiable where the form of the question is logic',
  },
  disproved: {
    gate: 'value',
    next: 'try the claim, or each value of the model, in z3 on the file of the question',
  },
  undecided: {
    gate: 'value',
    next: 'give a model, or a formula nearer to how a textbook writes it: what stays open earns nothing without a panel',
  },
  'errors-differ': {
    gate: 'value',
    next: 'compile with the task’s settings and list every error with its line and code',
  },
  'contract-missing': { gate: 'run', next: 'keep the name of the contract' },
  'compile-error': { gate: 'run', next: 'compile the file with the task’s compiler first' },
  'abi-mismatch': {
    gate: 'run',
    next: 'keep every function, its parameters, results and mutability',
  },
  'not-equivalent': {
    gate: 'effect',
    next: 'keep results, events, state and reverts with their data; try random calls',
  },
  'no-gain': {
    gate: 'value',
    next: 'measure the weighted calls: it must cost less than the original',
  },
  'budget-spent': {
    gate: 'budget',
    next: 'put the surest findings first, and leave out what proves nothing',
  },
  'no-exploit': {
    gate: 'peers',
    next: 'add a proof of concept: judged findings are paid at most 30 %',
  },
  'label-match': {
    gate: 'effect',
    next: 'add a proof of concept: proved findings are paid more than twice as much',
  },
};

/** undefined for what needs no step, or for a reason that explains itself. */
export function nextStep(reason: string): NextStep | undefined {
  return STEPS[reason];
}
