// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Holds publication fees. A task's fee pays the level bonuses of its own miners (seed 001,
/// "Reputation System"), and what is left goes to the treasury. Because a bonus comes from nothing
/// but the fee the publisher paid, nobody earns by giving tasks to himself.
interface IFeeVault {
    struct Fee {
        /// wei paid for publishing
        uint96 amount;
        /// wei not paid out yet
        uint96 left;
        /// bit = answer slot whose bonus was paid
        uint32 claimed;
    }

    event FeeTaken(uint256 indexed task, uint256 amount);
    event BonusPaid(uint256 indexed task, uint8 slot, uint16 indexed minerId, uint256 amount);
    event FeeSwept(uint256 indexed task, uint256 amount);

    error NotCollector(address caller);
    error BonusClaimed(uint256 task, uint8 slot);
    error NoBonus(uint256 task, uint8 slot);
    error SweepTooEarly(uint256 task, uint40 end);
    error NothingLeft(uint256 task);

    /// @notice Notes a fee whose tokens come with the same call. Collector only.
    function onFee(uint256 task, uint256 amount) external;

    /// @notice Credits the level bonus of an answer of a settled task. Anyone may call; the miner's
    /// level counts as it is now.
    function claimBonus(uint256 task, uint8 slot) external returns (uint256 bonus);

    /// @notice Credits what is left of a fee to the treasury: at once when the task was refunded,
    /// else when miners had {BONUS_WINDOW} after the schedule's end.
    function sweep(uint256 task) external returns (uint256 amount);

    /// @notice Seconds miners have to claim their bonus after a task's schedule ended.
    function BONUS_WINDOW() external view returns (uint40);

    function feeOf(uint256 task) external view returns (Fee memory);
}
