// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Receipt, Terms} from "../types/TaskTypes.sol";

/// @title Rules of TaskManager that need none of its memory. A breach reverts with an error of
/// ITaskManager.
interface ITaskRules {
    /// @notice What a publisher may ask for.
    /// @return fee wei to pay for publishing
    function checkTerms(Terms calldata terms) external view returns (uint256 fee);

    /// @notice Refuses a reward outside the kind's range.
    /// @param before the reward so far, 0 when there is none yet
    /// @return fee wei to pay for publishing, less what was paid for `before`
    function checkReward(uint8 kind, uint256 before, uint256 reward)
        external
        view
        returns (uint256 fee);

    function checkCommitWindow(uint256 seconds_) external pure;

    /// @notice Points, faults and lanes may only name answers that were revealed.
    /// @param revealed bit = answer slot
    function checkReceipt(uint256 revealed, Receipt calldata receipt) external pure;

    /// @notice The receipt that leaves every answer to the panel: one lane each, worth all a lane
    /// can be.
    function wholeAnswers(uint256 revealed) external pure returns (Receipt memory);

    /// @notice Whether the lot chose an automatic validator for a task.
    /// @param pool automatic validators registered when the beacon was armed
    /// @param count how many are drawn
    function isDrawn(bytes32 beacon, uint256 pool, uint256 count, uint16 autoId)
        external
        view
        returns (bool);
}
