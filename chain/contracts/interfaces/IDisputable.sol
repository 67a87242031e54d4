// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What a court needs from the market whose tasks it rules on.
interface IDisputable {
    /// How a task stands before the court.
    struct Standing {
        /// last second in which it can be disputed; 0 when it cannot: it is not settled, or no peers
        /// decided anything
        uint40 end;
        /// lane = item: what the peers decided, or the court after them
        bytes32 medians;
        /// 0xff in each lane that an item uses
        bytes32 used;
        /// lane = item: most points it is worth
        bytes32 caps;
        /// accounts that may not judge: publisher and miners, both keys each
        address[] barred;
    }

    function disputeOf(uint256 task) external view returns (Standing memory);

    /// @notice Stops every payment of the task until {onRuling}. Court only.
    function onDispute(uint256 task) external;

    /// @notice The final word on the task. Court only.
    /// @param experts owners of those who said so, once a vote: the experts' part is theirs
    function onRuling(uint256 task, bytes32 medians, address[] calldata experts) external;
}
