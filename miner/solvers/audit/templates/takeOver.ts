import type { Argument, CallAction } from '../../../../tasks/kinds/scenario.ts';
import { declarationOf, descendantsOf, nodeAt } from '../../solidity/ast.ts';
import type { FunctionModel, StateVariable } from '../../solidity/codeModel.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Suspicion } from '../suspicion.ts';
import { synthesize } from '../synthesize.ts';
import { holdingsOf, type Instance, type Target } from '../target.ts';
import { ATTACKER, callsOnly, type Template } from '../template.ts';

const MOVES_VALUE =
  /mint|withdraw|sweep|rescue|recover|drain|pay|grant|issue|award|emergency|transfer|skim|collect|disburse|release/i;
/** Far more than exists, for functions that create tokens. */
const PLENTY = '1000000000000000000000000';

/** Makes the attacker the one in charge, then uses what only that one may call. */
export const takeOver: Template = {
  name: 'takeOver',
  detector: 'unprotectedSetter',
  *attempts(target, suspicion) {
    const { contract } = suspicion;
    const [privilege] = suspicion.variables;
    if (privilege === undefined) return;
    for (const instance of target.instances.filter((one) => one.contract === contract)) {
      const seize = seizeCall(target, suspicion, instance);
      if (seize === undefined) continue;
      for (const reserved of reservedFor(target, instance, privilege)) {
        for (const amount of [...holdingsOf(target, instance.reference), PLENTY]) {
          const use = useCall(target, { instance, reserved, amount });
          if (use !== undefined) yield callsOnly([seize, use]);
        }
      }
    }
  },
};

/** The setter with the attacker for the privilege and, for all else it sets, what is set now. */
function seizeCall(
  target: Target,
  { function: setter, contract, variables: [privilege] }: Suspicion,
  { reference }: Instance,
): CallAction | undefined {
  const wished = synthesize(target, setter, { account: ATTACKER, amount: '1' });
  if (wished === undefined || setter.signature === undefined) return undefined;
  const { steps } = traceFunction(target.model, contract, setter);
  const args = setter.parameters.map(({ id, type }, at): Argument => {
    const kept = steps.find(
      (step) => step.kind === 'write' && step.variable !== privilege && assigns(step.node, id),
    );
    const keep = kept?.kind === 'write' && kept.variable.isPublic && kept.keys.length === 0;
    if (keep && type === 'address') return { read: reference, fn: `${kept.variable.name}()` };
    return wished[at] ?? ATTACKER;
  });
  return { from: ATTACKER, to: reference, fn: setter.signature, args, value: '0' };
}

function assigns(write: Parameters<typeof nodeAt>[0], parameter: number): boolean {
  const value = nodeAt(write, 'rightHandSide');
  if (value === undefined) return false;
  return [...descendantsOf(value)].some((node) => declarationOf(node) === parameter);
}

/** Functions that ask for the privilege, those that sound like moving value first. */
function reservedFor(
  { model }: Target,
  { contract }: Instance,
  privilege: StateVariable,
): FunctionModel[] {
  return contract.functions
    .filter(({ isEntry, isView }) => isEntry && !isView)
    .filter((one) =>
      traceFunction(model, contract, one).steps.some(
        (step) => step.kind === 'condition' && step.authorities.includes(privilege),
      ),
    )
    .sort((a, b) => Number(MOVES_VALUE.test(b.name)) - Number(MOVES_VALUE.test(a.name)));
}

function useCall(
  target: Target,
  use: { instance: Instance; reserved: FunctionModel; amount: Argument },
): CallAction | undefined {
  const { instance, reserved, amount } = use;
  const args = synthesize(target, reserved, { account: ATTACKER, amount });
  if (args === undefined || reserved.signature === undefined) return undefined;
  return { from: ATTACKER, to: instance.reference, fn: reserved.signature, args, value: '0' };
}
