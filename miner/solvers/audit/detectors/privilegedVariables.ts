import type { CodeModel, ContractModel, StateVariable } from '../../solidity/codeModel.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';

/** State of a contract that decides who may call something. */
export function privilegedVariables(
  model: CodeModel,
  contract: ContractModel,
): ReadonlySet<StateVariable> {
  const entries = contract.functions.filter(({ isEntry }) => isEntry);
  return new Set(
    entries.flatMap((target) =>
      traceFunction(model, contract, target).steps.flatMap((step) =>
        step.kind === 'condition' ? step.authorities : [],
      ),
    ),
  );
}
