// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../types/TaskTypes.sol";

/// @title What the economy asks about a task.
interface ITaskOutcomes {
    /// @notice A task's state and kind, and when its schedule ends, unix seconds.
    function outcomeOf(uint256 id) external view returns (State state, uint8 kind, uint40 settleEnd);
}
