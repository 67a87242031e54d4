// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The prices and penalties of the network. Parameters belong to governance and stay within
/// bounds that no vote can move; penalties are fixed in code.
interface IEconomy {
    /// A row of the base reward table: seed 001, "Base Reward Table".
    struct Row {
        /// reward at difficulty 1, wei
        uint96 base;
        /// highest difficulty, basis points; the lowest is 10,000
        uint32 maxFactor;
        /// suggested difficulty factor, basis points; moves with the completion rate
        uint32 factor;
        /// the last epoch that moved it
        uint32 adjustedEpoch;
    }

    /// Publication fee: seed 001, "10-200 TOS (based on complexity)".
    struct FeeRule {
        /// part of the reward, basis points
        uint16 rateBps;
        /// wei
        uint96 least;
        uint96 most;
    }

    /// Ended tasks of one kind and epoch.
    struct Outcome {
        uint32 ended;
        uint32 completed;
    }

    /// What a proven fault costs, all parts in basis points.
    struct Penalty {
        uint16 bond;
        uint16 stake;
        uint16 reputation;
        bool ban;
    }

    /// The order of PENALTIES in core/economy/penalties.ts.
    enum Fault {
        AnswerDisproved,
        NotRevealed,
        CheckFailed,
        Timeout,
        DisputeLost,
        Plagiarism,
        Equivocation,
        Collusion,
        Fraud
    }

    event RowSet(uint8 indexed kind, uint96 base, uint32 maxFactor);
    event FeeSet(uint16 rateBps, uint96 least, uint96 most);
    event Counted(uint256 indexed task, uint8 indexed kind, uint256 indexed epoch, bool completed);
    event Adjusted(uint8 indexed kind, uint256 indexed epoch, uint32 factor);

    error UnknownKind(uint8 kind);
    error RewardOutOfRange(uint8 kind, uint256 reward, uint256 low, uint256 high);
    error OutOfBounds(bytes32 parameter, uint256 value);
    error NotEnded(uint256 task);
    error AlreadyCounted(uint256 task);
    error EpochNotOver(uint256 epoch);
    error AlreadyAdjusted(uint8 kind, uint256 epoch);

    /// @notice Publication fee of a task in wei; refuses a reward outside the kind's range.
    function quote(uint8 kind, uint256 reward) external view returns (uint256 fee);

    /// @notice Publication fee for a reward, wei.
    function feeOf(uint256 reward) external view returns (uint256);

    /// @notice Bonus of a level, paid from the task's own publication fee.
    /// @param pay wei the miner earned from the reward
    /// @param paid wei all miners of the task earned from the reward
    /// @param fee wei, the task's publication fee
    function bonusOf(uint8 level, uint256 pay, uint256 paid, uint256 fee)
        external
        pure
        returns (uint256);

    /// @notice Reward the network suggests for a kind now, wei.
    function suggestedReward(uint8 kind) external view returns (uint256);

    function rowOf(uint8 kind) external view returns (Row memory);

    function kindCount() external view returns (uint256);

    function outcomeOf(uint8 kind, uint256 epoch) external view returns (Outcome memory);

    /// @notice What a fault costs. Nobody can change it.
    function penaltyOf(Fault fault) external pure returns (Penalty memory);

    /// @notice Counts ended tasks for the completion rate of their kinds. Anyone may call; each task
    /// counts once, in the epoch by which its schedule ended it.
    function count(uint256[] calldata tasks) external;

    /// @notice Moves a kind's suggested reward by the completion rate of an epoch that ended a whole
    /// epoch ago. Anyone may call, once an epoch.
    function adjust(uint8 kind, uint256 epoch) external;

    /// @notice Changes a row, or adds the next one. Governance only.
    function setRow(uint8 kind, uint96 base, uint32 maxFactor) external;

    /// @notice Changes the publication fee. Governance only.
    function setFee(uint16 rateBps, uint96 least, uint96 most) external;
}
