import { declarationOf, descendantsOf, nodeAt, textAt, type AstNode } from '../../solidity/ast.ts';
import { resolve, type Bindings } from '../../solidity/resolve.ts';
import type { Step } from '../../solidity/step.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';

/** An unchecked subtraction from someone's balance that no comparison of the amount precedes. */
export const uncheckedSubtraction: Detector = (model, contract) =>
  contract.functions
    .filter(({ isEntry, isView }) => isEntry && !isView)
    .flatMap((target) => {
      const { steps, bindings } = traceFunction(model, contract, target);
      const chosen = new Set(target.parameters.map(({ id }) => id));
      return steps.flatMap((step, at) => {
        if (step.kind !== 'write' || !step.unchecked || step.keys.length === 0) return [];
        const amount = subtracted(step.node, bindings);
        const declared = amount === undefined ? undefined : declarationOf(amount);
        if (declared === undefined || !chosen.has(declared)) return [];
        if (steps.slice(0, at).some((one) => compares(one, declared, bindings))) return [];
        const { variable, node } = step;
        return [
          {
            detector: 'uncheckedSubtraction',
            contract,
            function: target,
            variables: [variable],
            node,
            class: 'arithmetic' as const,
            severity: 'high' as const,
            title: `${target.name} subtracts from ${variable.name} unchecked`,
            rootCause: `The subtraction from ${variable.name} stands in an unchecked block and nothing before it compares the amount with the balance, so it wraps around instead of reverting.`,
            impact: `An account without balance obtains a balance out of nothing and turns it into what belongs to others.`,
            reportUnproved: false,
          },
        ];
      });
    });

/** The amount in `a -= amount` or `a = b - amount`. */
function subtracted(write: AstNode, bindings: Bindings): AstNode | undefined {
  const value = nodeAt(write, 'rightHandSide');
  if (value === undefined) return undefined;
  if (textAt(write, 'operator') === '-=') return resolve(value, bindings).resolved;
  const difference = resolve(value, bindings).resolved;
  if (textAt(difference, 'operator') !== '-') return undefined;
  const right = nodeAt(difference, 'rightExpression');
  return right === undefined ? undefined : resolve(right, bindings).resolved;
}

const ORDER = new Set(['<', '>', '<=', '>=']);

function compares(step: Step, declared: number, bindings: Bindings): boolean {
  if (step.kind !== 'condition') return false;
  return [...descendantsOf(step.node)].some(
    (node) =>
      ORDER.has(textAt(node, 'operator')) &&
      [...descendantsOf(node)].some(
        (one) =>
          one.nodeType === 'Identifier' &&
          declarationOf(resolve(one, bindings).resolved) === declared,
      ),
  );
}
