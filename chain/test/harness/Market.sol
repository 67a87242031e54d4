// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputable} from "../../contracts/interfaces/IDisputable.sol";

/// @notice A market with as many disputable tasks as a test wants.
contract Market is IDisputable {
    bytes32 public constant MEDIANS = bytes32(uint256(0xc8c8));
    bytes32 public constant USED = bytes32(uint256(0xffff));

    bytes32 public constant CAPS = bytes32(uint256(0x5050));

    mapping(uint256 task => bool) public closed;
    /// what the peers said of a task, when it is not MEDIANS of USED lanes
    mapping(uint256 task => Standing) private _standings;
    /// last second of every window
    uint40 public end = type(uint40).max;
    mapping(uint256 task => bytes32) public rulings;
    mapping(uint256 task => bool) public ruled;
    mapping(uint256 task => address[]) public served;
    address[] private _barred;

    function bar(address who) external {
        _barred.push(who);
    }

    function endAt(uint40 end_) external {
        end = end_;
    }

    function decide(uint256 task, bytes32 medians, bytes32 used, bytes32 caps) external {
        Standing storage s = _standings[task];
        (s.medians, s.used, s.caps) = (medians, used, caps);
    }

    function disputeOf(uint256 task) external view returns (Standing memory s) {
        s = _standings[task];
        if (s.used == 0) (s.medians, s.used, s.caps) = (MEDIANS, USED, CAPS);
        (s.end, s.barred) = (end, _barred);
    }

    function onDispute(uint256 task) external {
        closed[task] = true;
    }

    function onRuling(uint256 task, bytes32 medians, address[] calldata experts) external {
        served[task] = experts;
        (rulings[task], ruled[task]) = (medians, true);
    }
}
