import type { Side } from '../../core/judging/statement.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import type { Argument, CallAction } from '../../tasks/kinds/scenario.ts';
import { ATTACKERS } from '../auto/evm/attackNames.ts';
import type { SimulateResult } from '../auto/evm/simulation.ts';

/** A call of the very function a finding is about, and what comes before it; whoever brings it chose both. */
interface ProbeRun {
  readonly run: (calls: readonly CallAction[]) => Promise<SimulateResult>;
  readonly prepare: readonly CallAction[];
  readonly call: CallAction;
}

type Tell = (probe: ProbeRun) => Promise<Side | null>;

/**
 * How a call shows whether a finding of a class is right. A disputant picks the call that suits him, so
 * a class tells only what no choice of call can bring about: that a call failed shows nothing where its
 * caller may lack what it takes.
 */
export const PROBE_TELLS: Readonly<Partial<Record<Finding['class'], Tell>>> = {
  /** It says that nothing is emitted: then the call adds nothing to the logs. */
  'missing-event': async ({ run, prepare, call }) => {
    const after = await run([...prepare, call]);
    if (!lastWorked(after)) return null;
    const before = await run(prepare);
    return after.logsHash === before.logsHash ? 'valid' : 'invalid';
  },
  /** It says that the zero address is taken: then the call with it works like one with another. */
  'input-validation': async ({ run, prepare, call }) => {
    if (!call.args.includes(ZERO)) return null;
    const args = call.args.map((one): Argument => (one === ZERO ? '$attacker2' : one));
    if (!lastWorked(await run([...prepare, { ...call, args }]))) return null;
    return lastWorked(await run([...prepare, call])) ? 'valid' : 'invalid';
  },
  /**
   * It says that one account alone may call: it is not so when somebody whom nobody trusts does, with
   * nothing before it, for an owner could let him in first, and an unused copy be taken over.
   */
  centralization: async ({ run, prepare, call }) => {
    if (prepare.length > 0 || !ATTACKERS.includes(call.from.slice(1))) return null;
    const after = await run([call]);
    if (!lastWorked(after)) return null;
    // What went by without a trace may have been turned away politely.
    return after.logsHash === (await run([])).logsHash ? null : 'invalid';
  },
  /** It says that a signature is good twice: then the same call has its effect twice. */
  'signature-replay': async ({ run, prepare, call }) => {
    if (!call.args.some(isSigned)) return null;
    const once = await run([...prepare, call]);
    const twice = await run([...prepare, call, call]);
    if (!lastWorked(once) || !lastWorked(twice)) return null;
    return once.logsHash === twice.logsHash ? null : 'valid';
  },
};

const ZERO = `0x${'00'.repeat(20)}`;

function lastWorked({ calls }: SimulateResult): boolean {
  return calls.at(-1)?.ok === true;
}

function isSigned(argument: Argument): boolean {
  return typeof argument === 'object' && 'signature' in argument;
}
