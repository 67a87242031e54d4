// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SumTree} from "../libraries/SumTree.sol";

/// @title Cumulative pay by Merkle roots: one root an epoch for any number of payees.
/// @notice A stream is a purse of its own: its roots are paid from what was put into it and from
/// nothing else. An entry keeps its index for ever and its amount only grows, so the newest root
/// replaces all earlier ones, an older one still pays what it says, and what a root left out the
/// next one repairs.
///
/// Who proposes a root puts up a bond. What the epoch's votes say was posted before; within the
/// window anyone who shows one entry that contradicts it, or the root before, takes half of the
/// bond and the root is gone.
interface IRewardRoots {
    /// An account's line in a root.
    struct Entry {
        uint32 index;
        address account;
        /// wei owed before this epoch since the stream began
        uint96 before;
        /// wei owed since the stream began
        uint96 cumulative;
    }

    /// An account's line in the data of an epoch.
    struct Score {
        uint32 index;
        address account;
        uint32 seats;
        /// sum of the scores of those seats, ppm
        int64 score;
        /// sum of their wages, wei
        uint96 wages;
    }

    /// What the votes of an epoch say, posted by the contract or oracle that counts them.
    struct EpochData {
        /// sum tree over the scores' leaves
        bytes32 scores;
        /// entries of the stream after this epoch
        uint32 accounts;
        /// seats scored in this epoch
        uint32 seats;
        /// sum of all scores, ppm
        int64 total;
        /// wei for a score one whole above the others' mean
        uint128 slope;
    }

    struct Root {
        bytes32 root;
        /// wei owed by this root since the stream began
        uint128 total;
        /// unix seconds from which it can be made final; 0 when there is none
        uint40 readyAt;
        bool isFinal;
        address proposer;
    }

    event StreamFunded(bytes32 indexed stream, address indexed from, uint256 amount);
    event EpochPosted(bytes32 indexed stream, uint256 indexed epoch, EpochData data);
    event RootProposed(
        bytes32 indexed stream,
        uint256 indexed epoch,
        bytes32 root,
        uint256 total,
        address indexed proposer,
        uint40 readyAt
    );
    event RootChallenged(
        bytes32 indexed stream, uint256 indexed epoch, address indexed by, uint256 won
    );
    event RootFinal(bytes32 indexed stream, uint256 indexed epoch, bytes32 root);
    event RootClaimed(
        bytes32 indexed stream, uint256 indexed epoch, address indexed account, uint256 amount
    );

    error EpochMismatch(uint256 epoch, uint256 expected);
    error DataAlreadyPosted(uint256 epoch);
    error DataMissing(uint256 epoch);
    error BadData();
    error RootPending(uint40 until);
    error NoRoot(uint256 epoch);
    error RootNotFinal(uint256 epoch);
    error TotalDecreased(uint256 total, uint256 before);
    error Underfunded(bytes32 stream, uint256 total, uint256 funded);
    error BadProof();
    error EntryIsRight();
    error NothingNew(bytes32 stream, uint32 index);

    /// @notice wei put up with a proposed root.
    function ROOT_BOND() external view returns (uint256);

    /// @notice Seconds in which a proposed root can be challenged.
    function rootWindow() external view returns (uint40);

    /// @notice Puts the caller's tokens into a stream.
    function fundStream(bytes32 stream, uint96 amount) external;

    /// @notice Mints into a stream, within the token's yearly limit. EMITTER only.
    function emitInto(bytes32 stream, uint96 amount) external;

    /// @notice Fixes what an epoch's votes say. EPOCHS only, once an epoch, epochs count from 1.
    function postEpoch(bytes32 stream, uint256 epoch, EpochData calldata data) external;

    /// @notice Proposes the root of the epoch after the last final one, with a bond.
    /// @param total wei owed by the root since the stream began
    function proposeRoot(bytes32 stream, uint256 epoch, bytes32 root, uint128 total) external;

    /// @notice Throws a proposed root out by one entry that is not what the root before and the
    /// epoch's data make of it.
    /// @param previous the entry of the same index in the last final root; unused when there is none
    /// @param score the line of the same index in the epoch's data
    function challengeRoot(
        bytes32 stream,
        Entry calldata entry,
        SumTree.Step[] calldata proof,
        Entry calldata previous,
        SumTree.Step[] calldata previousProof,
        Score calldata score,
        SumTree.Step[] calldata scoreProof
    ) external;

    /// @notice Makes a root final when its window ended unchallenged; returns the bond.
    function finalizeRoot(bytes32 stream) external;

    /// @notice Pays an entry of a final root to its account. Anyone may call.
    function claimRoot(
        bytes32 stream,
        uint256 epoch,
        Entry calldata entry,
        SumTree.Step[] calldata proof
    ) external returns (uint256 amount);

    function rootOf(bytes32 stream, uint256 epoch) external view returns (Root memory);

    function epochOf(bytes32 stream, uint256 epoch) external view returns (EpochData memory);

    /// @notice The last epoch of a stream whose root is final; 0 when none is.
    function finalEpoch(bytes32 stream) external view returns (uint256);

    /// @notice wei put into a stream, and wei paid out of it.
    function streamOf(bytes32 stream) external view returns (uint256 funded, uint256 paid);

    /// @notice wei held for streams and bonds.
    function rootFunds() external view returns (uint256);
}
