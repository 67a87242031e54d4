import { declarationOf, descendantsOf, nodeAt, type AstNode } from '../../solidity/ast.ts';
import type { FunctionModel } from '../../solidity/codeModel.ts';
import { resolve, type Bindings } from '../../solidity/resolve.ts';
import type { Step } from '../../solidity/step.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';

/** An address stored as given by a privileged setter or constructor, zero included. */
export const missingZeroCheck: Detector = (model, contract) =>
  contract.functions
    .filter(({ isEntry, isConstructor, isView }) => (isEntry && !isView) || isConstructor)
    .flatMap((target) => {
      const { steps, bindings } = traceFunction(model, contract, target);
      const asked = steps.some((step) => step.kind === 'condition' && step.authority);
      if (!asked && !target.isConstructor) return [];
      const write = steps.find(
        (step) => step.kind === 'write' && isUncheckedAddress(step, { target, steps, bindings }),
      );
      if (write?.kind !== 'write') return [];
      const { variable, node } = write;
      return [
        {
          detector: 'missingZeroCheck',
          contract,
          function: target,
          variables: [variable],
          node,
          class: 'input-validation' as const,
          severity: 'low' as const,
          title: `${target.name} accepts the zero address for ${variable.name}`,
          rootCause: `${target.name} stores the address it is given in ${variable.name} without comparing it with the zero address.`,
          impact: `A slip sets ${variable.name} of ${contract.name} to nobody: what is sent to it is lost and what it alone may do is out of reach.`,
          reportUnproved: true,
        },
      ];
    });

interface Context {
  readonly target: FunctionModel;
  readonly steps: readonly Step[];
  readonly bindings: Bindings;
}

function isUncheckedAddress(
  step: Extract<Step, { kind: 'write' }>,
  { target, steps, bindings }: Context,
): boolean {
  if (step.variable.type !== 'address' || step.keys.length > 0) return false;
  const value = nodeAt(step.node, 'rightHandSide');
  const source = value === undefined ? undefined : resolve(value, bindings).resolved;
  const declared = source === undefined ? undefined : declarationOf(source);
  const parameter = target.parameters.find(({ id }) => id === declared);
  if (parameter === undefined) return false;
  return !steps.some(
    (one) => one.kind === 'condition' && mentions(one.node, parameter.id, bindings),
  );
}

function mentions(condition: AstNode, declared: number, bindings: Bindings): boolean {
  return [...descendantsOf(condition)].some(
    (node) =>
      node.nodeType === 'Identifier' &&
      declarationOf(resolve(node, bindings).resolved) === declared,
  );
}
