// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Holds what settled tasks owe to whom; payees pull.
interface IRewardDistributor {
    struct Credit {
        address to;
        /// 1 publisher, 2 miner, 3 peer, 4 auto, 5 expert, 6 network treasury.
        uint8 role;
        /// wei
        uint96 amount;
    }

    event Credited(address indexed to, uint256 indexed task, uint8 role, uint96 amount);
    event Claimed(address indexed to, uint256 amount);

    error NothingToClaim(address to);
    error ZeroPayee();
    /// The tokens sent in do not cover what would be owed.
    error OverFunded(uint256 owed, uint256 available);

    /// @notice Adds to what payees may claim. The tokens must have arrived before. PAYER only.
    /// Zero amounts are skipped.
    function credit(uint256 task, Credit[] calldata list) external;

    /// @notice Pays out everything owed to `to`, to `to`. Anyone may call.
    function claim(address to) external returns (uint256 amount);

    /// @notice wei owed to `to`.
    function credits(address to) external view returns (uint256);

    /// @notice wei owed to all payees together.
    function totalOwed() external view returns (uint256);
}
