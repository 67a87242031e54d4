// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Owner of every parameter. Only the governor proposes; anyone executes what has waited two
/// days (seed 000, "GOVERNANCE WORKFLOW": "TIMELOCK (2 days)").
contract PoIWTimelock is TimelockController {
    uint256 public constant DELAY = 2 days;

    /// @param governor proposes and cancels
    constructor(address governor)
        TimelockController(DELAY, _only(governor), _only(address(0)), address(0))
    {}

    function _only(address who) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = who;
    }
}
