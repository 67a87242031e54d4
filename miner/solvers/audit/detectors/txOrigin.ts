import { descendantsOf, nodeAt, textAt, type AstNode } from '../../solidity/ast.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Detector } from '../suspicion.ts';

/** `tx.origin` in a condition: as authority it can be borrowed, against contracts it locks out. */
export const txOrigin: Detector = (model, contract) =>
  contract.functions
    .filter(({ isEntry }) => isEntry)
    .flatMap((target) => {
      const { steps } = traceFunction(model, contract, target);
      const step = steps.find((one) => one.kind === 'condition' && mentionsOrigin(one.node));
      if (step === undefined) return [];
      const asksKind = [...descendantsOf(step.node)].some(isSender);
      return [
        {
          detector: 'txOrigin',
          contract,
          function: target,
          variables: [],
          node: step.node,
          class: 'tx-origin' as const,
          severity: asksKind ? ('info' as const) : ('low' as const),
          title: asksKind
            ? `${target.name} refuses callers that are contracts by tx.origin`
            : `${target.name} trusts tx.origin`,
          rootCause: asksKind
            ? `The condition compares msg.sender with tx.origin, so multisigs, smart wallets and keeper contracts cannot call ${target.name}.`
            : `The condition relies on tx.origin, which stays the same when a contract in between makes the call.`,
          impact: asksKind
            ? `Legitimate contract accounts are locked out; as a guard against bots the check does not survive account abstraction.`
            : `A contract the trusted account is lured into calling acts with its rights.`,
          reportUnproved: true,
        },
      ];
    });

function mentionsOrigin(condition: AstNode): boolean {
  return [...descendantsOf(condition)].some((node) => isGlobal(node, 'tx', 'origin'));
}

function isSender(node: AstNode): boolean {
  return isGlobal(node, 'msg', 'sender');
}

function isGlobal(node: AstNode, object: string, member: string): boolean {
  const inner = nodeAt(node, 'expression');
  if (node.nodeType !== 'MemberAccess' || inner === undefined) return false;
  return textAt(node, 'memberName') === member && textAt(inner, 'name') === object;
}
