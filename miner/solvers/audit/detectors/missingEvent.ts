import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';

/** A privileged change of settings that leaves no trace in the logs. */
export const missingEvent: Detector = (model, contract) =>
  contract.functions
    .filter(({ isEntry, isView }) => isEntry && !isView)
    .flatMap((target) => {
      const { steps } = traceFunction(model, contract, target);
      const asked = steps.some((step) => step.kind === 'condition' && step.authority);
      if (!asked || steps.some(({ kind }) => kind === 'emit')) return [];
      const writes = steps.filter((step) => step.kind === 'write');
      // The last write is the setting; earlier ones keep accounts up to date.
      const write = writes.findLast(({ keys }) => keys.length === 0);
      if (write === undefined) return [];
      const { variable } = write;
      return [
        {
          detector: 'missingEvent',
          contract,
          function: target,
          variables: [variable],
          node: write.node,
          class: 'missing-event' as const,
          severity: 'low' as const,
          title: `${target.name} changes ${variable.name} without an event`,
          rootCause: `${target.name} is reserved for a privileged caller and changes ${variable.name}, but emits nothing.`,
          impact: `Users and monitoring cannot notice that ${variable.name} of ${contract.name} changed, or reconstruct when, from the logs.`,
          reportUnproved: true,
        },
      ];
    });
