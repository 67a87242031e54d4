// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Answer, Phase, Receipt, Schedule, State, Task, Terms} from "../types/TaskTypes.sol";

/// @title The life of a task: escrow, sealed answers, receipts, settlement. Every phase ends by
/// itself, every step may be made by anyone, and every task ends settled or refunded.
interface ITaskManager {
    /// What the tasks of an epoch ask for together.
    struct EpochTerms {
        /// seats, the same in all of them
        uint8 panelSize;
        /// largest of theirs, wei
        uint96 bond;
        /// longest of theirs, seconds
        uint32 voteCommit;
        uint32 voteReveal;
        /// peers registered so far
        uint16 pool;
    }

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
    event TaskToppedUp(uint256 indexed id, uint96 reward);
    event TaskExtended(uint256 indexed id, uint32 commit, Schedule schedule);
    /// Receipts do not agree: `receipt` stands for them and leaves every answer to the panel.
    event TaskEscalated(uint256 indexed id, Receipt receipt);
    event TaskInEpoch(uint256 indexed id, uint256 indexed epoch);
    /// `present` seats are paid. All amounts follow from this and from what came before.
    event TaskSettled(uint256 indexed id, bytes32 medians, uint8 present);
    /// `reason` is "no answer", "no quorum", "conflict" or "cancelled"; `burned` is stake of a publisher.
    event TaskRefunded(uint256 indexed id, bytes32 reason, uint256 refunded, uint256 burned);

    /// `slots` as bits; `amount` wei were credited for them.
    event SlotsTaken(uint256 indexed id, uint88 slots, uint256 amount);

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
    /// A second panel, or a growing panel's next round, must be drawn first.
    error RollDue(uint256 id);
    error NoRoll(uint256 id);
    error NoEpochTask(uint256 id);
    error NotDrawn(uint256 id, uint16 autoId);
    error NotPublisher(uint256 id, address caller);
    error AlreadyAnswered(uint256 id);
    error NotVotes(address caller);
    error NotPayouts(address caller);
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

    /// @notice Adds to the reward, and half as much to the stake, while answers may be sealed.
    /// Publisher only.
    function topUp(uint256 id, uint96 amount) external;

    /// @notice Gives miners `extra` seconds more to commit; never fewer, and not once somebody
    /// answered. Publisher only.
    function extend(uint256 id, uint32 extra) external;

    /// @notice Takes a task back that nobody has answered. Publisher only.
    function cancel(uint256 id) external;

    /// @notice Adds the receipt of an automatic validator. The caller is its worker. In the first
    /// half of the phase only those drawn by lot may.
    function submitReceipt(uint256 id, Receipt calldata receipt) external;

    /// @notice Hands answers over which receipts do not agree to the peer panel, each as a whole.
    function escalate(uint256 id) external;

    /// @notice Draws the peer panel for the open lanes of the agreed receipt; draws the second one
    /// after {rollPanel}.
    function drawPanel(uint256 id) external;

    /// @notice Closes a first panel that reached no quorum and chooses the block that draws the
    /// second.
    /// @param workers of the first panel, in seat order; empty after an epoch
    function rollPanel(uint256 id, address[] calldata workers) external;

    /// @notice Ends a task.
    /// @param medians lane = open item: weighted median of the revealed votes; checked, not
    /// trusted; zero when no panel judged with a majority of its seats
    /// @param workers of the latest panel, in seat order; empty when none was drawn
    function settle(uint256 id, bytes32 medians, address[] calldata workers) external;

    /// @notice Ends a task that cannot be settled: no answer was revealed, or no receipts agree.
    function refund(uint256 id) external;

    /// @notice Marks slots of a settlement as collected and sends `amount` wei of the escrow to the
    /// distributor. TaskPayouts only.
    function takeSlots(uint256 id, uint88 slots, uint256 amount) external;

    /// @notice Marks tasks as judged in an epoch. VoteModule only.
    /// @return entries see `EpochOpened` of VoteModule
    function enterEpoch(uint256 epoch, uint256[] calldata ids)
        external
        returns (EpochTerms memory, uint256[] memory entries);

    /// @notice Settles the tasks of an epoch that reached a quorum, and sets the others free.
    /// VoteModule only.
    /// @param outcomes of each task: its id, and in the low 8 bits how many seats judged it, zero
    /// without a quorum
    function settleEpoch(uint256[] calldata outcomes, bytes32[] calldata medians) external;

    /// @notice A task as it is stored; TaskReader explains it.
    function recordOf(uint256 id) external view returns (Task memory);

    function answerOf(uint256 id, uint256 slot) external view returns (Answer memory);

    /// @notice EIP-712 AnswerCommit.
    function answerHash(uint256 id, address miner, bytes32 contentHash, bytes32 salt)
        external
        view
        returns (bytes32);

    function receiptOf(uint256 id, uint256 variant) external view returns (Receipt memory);

    function taskCount() external view returns (uint256);
}
