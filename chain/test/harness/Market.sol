// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputable} from "../../contracts/interfaces/IDisputable.sol";

/// @notice A market with as many disputable tasks as a test wants.
contract Market is IDisputable {
    bytes32 public constant MEDIANS = bytes32(uint256(0xc8c8));
    bytes32 public constant USED = bytes32(uint256(0xffff));

    mapping(uint256 task => bool) public closed;
    mapping(uint256 task => bytes32) public rulings;
    mapping(uint256 task => bool) public ruled;
    mapping(uint256 task => address[]) public served;
    address[] private _barred;

    function bar(address who) external {
        _barred.push(who);
    }

    function reopen(uint256 task) external {
        closed[task] = false;
    }

    function disputeOf(uint256 task)
        external
        view
        returns (bool, bytes32, bytes32, address[] memory)
    {
        return (!closed[task], MEDIANS, USED, _barred);
    }

    function onDispute(uint256 task) external {
        closed[task] = true;
    }

    function onRuling(uint256 task, bytes32 medians, address[] calldata experts) external {
        served[task] = experts;
        (rulings[task], ruled[task]) = (medians, true);
    }
}
