// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What a court needs from the market whose tasks it rules on.
interface IDisputable {
    /// @notice Whether a settled task can still be disputed, and what was decided.
    /// @return open whether the window is open and no dispute was held yet
    /// @return medians lane = item: what the peers decided
    /// @return used 0xff in each lane that an item uses
    /// @return barred accounts that may not judge: publisher and miners, both keys each
    function disputeOf(uint256 task)
        external
        view
        returns (bool open, bytes32 medians, bytes32 used, address[] memory barred);

    /// @notice Stops every payment of the task until {onRuling}. Court only.
    function onDispute(uint256 task) external;

    /// @notice The final word on the task. Court only.
    /// @param experts owners of those who said so, once a vote: the experts' part is theirs
    function onRuling(uint256 task, bytes32 medians, address[] calldata experts) external;
}
