import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';
import { privilegedVariables } from './privilegedVariables.ts';

const GRANTS = /^(address|contract .*|mapping\(address => bool\))$/;

/** A function anyone may call that writes who is in charge: an open setter or initialiser. */
export const unprotectedSetter: Detector = (model, contract) => {
  const privileged = privilegedVariables(model, contract);
  return contract.functions
    .filter(({ isEntry, isView }) => isEntry && !isView)
    .flatMap((target) => {
      const { steps } = traceFunction(model, contract, target);
      const at = steps.findIndex(
        (step) =>
          step.kind === 'write' &&
          step.keys.length <= 1 &&
          privileged.has(step.variable) &&
          GRANTS.test(step.variable.type),
      );
      const write = steps[at];
      if (write?.kind !== 'write') return [];
      const asked = steps.slice(0, at).some((step) => step.kind === 'condition' && step.authority);
      if (asked) return [];
      const { variable } = write;
      return [
        {
          detector: 'unprotectedSetter',
          contract,
          function: target,
          variables: [variable],
          node: write.site,
          class: 'access-control' as const,
          severity: 'high' as const,
          title: `Anyone can set ${variable.name} through ${target.name}`,
          rootCause: `${target.name} can be called by anyone and writes ${variable.name}, which other functions compare with msg.sender; no condition on the way asks who calls.`,
          impact: `An attacker makes himself ${variable.name} of ${contract.name} and uses every function reserved for it.`,
          reportUnproved: false,
        },
      ];
    });
};
