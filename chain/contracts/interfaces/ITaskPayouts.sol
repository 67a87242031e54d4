// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PayoutLib} from "../libraries/PayoutLib.sol";

/// @title What ended tasks owe, taken piece by piece. Each piece is a slot of the task's settlement:
/// 0..31 the answers, 32..52 the seats of the first panel, 53..73 those of the second, 74..78 the
/// receipts in the order they came, 79 the treasury's part, 80 what goes back to the publisher:
/// stake, unearned parts and the dust of every division.
interface ITaskPayouts {
    error NotEnded(uint256 id);
    error NoSlot(uint256 id, uint8 slot);
    /// What peers decided can be disputed until `end`: nothing is paid before.
    error StillDisputable(uint256 id, uint40 end);
    error InDispute(uint256 id);
    error NotCourt(address caller);

    /// @notice Credits the shares of some slots and returns or burns their bonds. Anyone may; the
    /// money goes to whose it is. Slots that were collected already, or hold nothing, are skipped.
    function collect(uint256 id, uint8[] calldata slots) external;

    /// @notice The same for seats of an epoch's panel, over all its tasks.
    /// @param pays as `EpochSettled` told them; empty when the epoch was never settled
    function collectEpoch(uint256 epoch, uint8[] calldata seats, uint256[] calldata pays) external;

    /// @notice Seconds after the last vote could be opened in which the peers' decision can be
    /// disputed; 0 when this deployment hears no disputes.
    function disputeSeconds() external view returns (uint32);

    /// @notice wei of every share of a settled task.
    function sharesOf(uint256 id) external view returns (PayoutLib.Output memory);
}
