// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AnswerView, TaskView} from "../types/TaskTypes.sol";

/// @title Tasks as people and daemons want to see them.
interface ITaskReader {
    /// @notice Everything about a task; of state None when there is no such task.
    function getTask(uint256 id) external view returns (TaskView memory);

    /// @notice The task's answers in slot order.
    function getAnswers(uint256 id) external view returns (AnswerView[] memory);
}
