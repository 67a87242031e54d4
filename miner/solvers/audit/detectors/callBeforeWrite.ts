import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';

/**
 * A call that hands all gas to someone the caller chose, and after it a write of state that was
 * read before: whoever is called can come back and find the old state.
 */
export const callBeforeWrite: Detector = (model, contract) =>
  contract.functions
    .filter(({ isEntry, isView }) => isEntry && !isView)
    .flatMap((target) => {
      const { steps } = traceFunction(model, contract, target);
      const at = steps.findIndex((step) => step.kind === 'call' && step.controlled);
      const call = steps[at];
      if (call === undefined) return [];
      const read = new Set(
        steps.slice(0, at).flatMap((step) => (step.kind === 'read' ? [step.variable] : [])),
      );
      const variables = steps
        .slice(at)
        .flatMap((step) => (step.kind === 'write' && read.has(step.variable) ? [step] : []))
        // A ledger of accounts first: it is what the caller's claim rests on.
        .sort((a, b) => b.keys.length - a.keys.length)
        .map(({ variable }) => variable);
      const [first] = variables;
      if (first === undefined) return [];
      return [
        {
          detector: 'callBeforeWrite',
          contract,
          function: target,
          variables: [...new Set(variables)],
          node: call.site,
          class: 'reentrancy' as const,
          severity: 'high' as const,
          title: `${target.name} calls out before it writes ${first.name}`,
          rootCause: `${target.name} hands control to an address of the caller's choice while ${first.name} still has its old value and writes it only afterwards; a contract called there can enter again and pass the same checks.`,
          impact: `The same claim can be paid out several times over at the expense of the other users of ${contract.name}.`,
          reportUnproved: false,
        },
      ];
    });
