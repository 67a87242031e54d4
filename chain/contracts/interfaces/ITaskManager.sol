// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AnswerView, Phase, Receipt, Schedule, State, TaskView, Terms} from "../types/TaskTypes.sol";

/// @title The life of a task: escrow, sealed answers, receipts, settlement. Every phase ends by
/// itself, every step may be made by anyone, and every task ends settled or refunded.
interface ITaskManager {
    event TaskPublished(
        uint256 indexed id, address indexed publisher, Terms terms, Schedule schedule
    );
    event AnswerCommitted(
        uint256 indexed id, uint16 indexed minerId, uint8 slot, address worker, bytes32 commit
    );
    event AnswerRevealed(
        uint256 indexed id, uint16 indexed minerId, uint8 slot, bytes32 contentHash, bytes32 salt
    );
    event HiddenOpened(uint256 indexed id, bytes32 contentHash, bytes32 salt);
    event BeaconArmed(uint256 indexed id, uint40 beaconBlock);
    event BeaconFixed(uint256 indexed id, bytes32 beacon);
    event ReceiptSubmitted(
        uint256 indexed id, uint16 indexed autoId, bytes32 indexed receiptHash, Receipt receipt
    );
    /// `points` holds 16 slots a word, 16 bits each, slot 0 the least significant.
    event TaskSettled(
        uint256 indexed id,
        bytes32 medians,
        uint256 paid,
        uint256 refunded,
        uint256 burned,
        bytes32[2] points
    );
    /// `reason` is "no answer", "no quorum" or "conflict".
    event TaskRefunded(uint256 indexed id, bytes32 reason, uint256 refunded, uint256 burned);

    error TermsOutOfRange(bytes32 field, uint256 value);
    error WrongState(uint256 id, State have, State need);
    error WrongPhase(uint256 id, Phase have, Phase need);
    error NotMember(address caller, uint8 role);
    error InactiveMember(uint16 id);
    error PublishersOwn(uint16 id);
    error ZeroCommit();
    error AlreadyCommitted(uint256 id, uint16 minerId);
    error TooManyAnswers(uint256 id, uint8 max);
    error NoCommitOf(uint256 id, uint16 minerId);
    error AlreadyRevealed(uint256 id, uint16 minerId);
    error CommitMismatch(bytes32 have, bytes32 need);
    error NoHiddenPart(uint256 id);
    error HiddenAlreadyOpen(uint256 id);
    error HiddenNotOpen(uint256 id);
    error TooEarly(uint256 id, uint40 openAfter);
    error TooLate(uint256 id, uint40 end);
    error BeaconAlreadyFixed(uint256 id);
    error BeaconNotReady(uint256 id, uint40 beaconBlock);
    error BeaconMissing(uint256 id);
    error NoAnswers(uint256 id);
    error AlreadyAttested(uint256 id, uint16 autoId);
    error TooManyReceipts(uint256 id, uint8 max);
    error BadReceipt(bytes32 field, uint8 lane);
    error NoQuorum(uint256 id);
    error NoOpenLanes(uint256 id);
    error VotingOpen(uint256 id);
    error NotRefundable(uint256 id);

    /// @notice Publishes a task; pulls the reward and half of it as the publisher's stake.
    /// @return id tasks count from 1
    function publish(Terms calldata terms) external returns (uint256 id);

    /// @notice {publish} with an ERC-2612 permit for the tokens instead of an earlier approval.
    function publishWithPermit(
        Terms calldata terms,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 id);

    /// @notice Seals an answer. The caller is a miner's worker; `answerBond` of its stake is locked.
    /// @param commit EIP-712 AnswerCommit
    function commitAnswer(uint256 id, bytes32 commit) external;

    /// @notice Opens a sealed answer. Anyone may: the preimage is the proof.
    /// @param contentHash sha2-256 digest of the sealed answer's bytes
    function revealAnswer(uint256 id, uint16 minerId, bytes32 contentHash, bytes32 salt) external;

    /// @notice Opens the hidden part, from the end of committing to the end of verifying. A
    /// publisher who opens only in verifying carries the risk that no quorum forms in time.
    function openHidden(uint256 id, bytes32 contentHash, bytes32 salt) external;

    /// @notice Chooses the block whose hash becomes the task's beacon: the next one.
    function armBeacon(uint256 id) external;

    /// @notice Stores the beacon; arms it first when needed, again when its block is too old.
    function fixBeacon(uint256 id) external;

    /// @notice Adds the receipt of an automatic validator. The caller is its worker.
    function submitReceipt(uint256 id, Receipt calldata receipt) external;

    /// @notice Draws the peer panel for the open lanes of the agreed receipt.
    function drawPanel(uint256 id) external;

    /// @notice Ends a task: pays, refunds, returns or burns bonds.
    /// @param medians lane = open item: weighted median of the revealed votes; checked, not
    /// trusted; zero when no panel voted with a majority of its seats
    function settle(uint256 id, bytes32 medians) external;

    /// @notice Ends a task that cannot be settled: no answer was revealed, or no receipts agree.
    function refund(uint256 id) external;

    function getTask(uint256 id) external view returns (TaskView memory);

    function getAnswers(uint256 id) external view returns (AnswerView[] memory);

    function taskCount() external view returns (uint256);

    /// @notice What VoteModule needs to take votes; `laneSlots` is zero without a quorum.
    function ballotOf(uint256 id) external view returns (Phase phase, bytes32 laneSlots);
}
