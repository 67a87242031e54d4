// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskOutcomes} from "../../contracts/interfaces/ITaskOutcomes.sol";
import {State} from "../../contracts/types/TaskTypes.sol";

/// @notice Tasks that ended as the test says: prices must not depend on how they got there.
contract Ends is ITaskOutcomes {
    struct End {
        State state;
        uint8 kind;
        uint40 settleEnd;
    }

    struct Share {
        uint16 minerId;
        uint256 pay;
        uint256 paid;
    }

    mapping(uint256 id => End) private ends;
    mapping(uint256 id => mapping(uint8 slot => Share)) private shares;

    function set(uint256 id, State state, uint8 kind, uint40 settleEnd) external {
        ends[id] = End(state, kind, settleEnd);
    }

    function share(uint256 id, uint8 slot, uint16 minerId, uint256 pay, uint256 paid) external {
        shares[id][slot] = Share(minerId, pay, paid);
    }

    function outcomeOf(uint256 id) external view returns (State, uint8, uint40) {
        End memory end = ends[id];
        return (end.state, end.kind, end.settleEnd);
    }

    function minerShareOf(uint256 id, uint8 slot) external view returns (uint16, uint256, uint256) {
        Share memory one = shares[id][slot];
        return (one.minerId, one.pay, one.paid);
    }
}
