import { declarationOf, descendantsOf, nodeAt, spanOf, textAt } from '../../solidity/ast.ts';
import type { ContractModel, StateVariable } from '../../solidity/codeModel.ts';
import type { Patch } from './patch.ts';

/**
 * Reserves an open setter for whoever deployed the contract, when the contract remembers him: a
 * variable the constructor sets to msg.sender.
 */
export const requireDeployer: Patch = ({ contract, function: target, variables }) => {
  const body = nodeAt(target.node, 'body');
  const candidates = deployerVariables(contract);
  // A governor besides the privilege taken; else the privilege itself.
  const keeper = candidates.find((one) => !variables.includes(one)) ?? candidates[0];
  if (body === undefined || keeper === undefined) return undefined;
  const inside = spanOf(body).start + 1;
  const text = `\n        require(msg.sender == ${keeper.name}, "not allowed");`;
  return [{ start: inside, end: inside, text }];
};

function deployerVariables({ functions, variables }: ContractModel): StateVariable[] {
  const assignments = functions
    .filter(({ isConstructor }) => isConstructor)
    .flatMap(({ node }) => [...descendantsOf(node)])
    .filter(({ nodeType }) => nodeType === 'Assignment');
  return variables.filter(({ id, type }) =>
    assignments.some((node) => {
      const [left, right] = [nodeAt(node, 'leftHandSide'), nodeAt(node, 'rightHandSide')];
      const sender = right !== undefined && textAt(right, 'memberName') === 'sender';
      return type === 'address' && sender && left !== undefined && declarationOf(left) === id;
    }),
  );
}
