// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../types/TaskTypes.sol";

/// @title What prices and fees ask about a task.
interface ITaskOutcomes {
    error NoAnswerAt(uint256 id, uint8 slot);

    /// @notice A task's state and kind, and when its schedule ends, unix seconds.
    function outcomeOf(uint256 id) external view returns (State state, uint8 kind, uint40 settleEnd);

    /// @notice What an answer of a settled task earned.
    /// @return minerId whose answer it is
    /// @return pay wei of this answer
    /// @return paid wei of all answers
    function minerShareOf(uint256 id, uint8 slot)
        external
        view
        returns (uint16 minerId, uint256 pay, uint256 paid);
}
