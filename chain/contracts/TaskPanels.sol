// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskReceipts} from "./TaskReceipts.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PanelGrowth} from "./libraries/PanelGrowth.sol";
import {PayoutLib} from "./libraries/PayoutLib.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Answer, Schedule, State, Task, Terms} from "./types/TaskTypes.sol";

/// @notice Who judges what the receipts leave open: a panel of the task's own, an epoch's, or a
/// second panel when the first reached no quorum. A growing panel is rolled for more seats instead.
abstract contract TaskPanels is TaskReceipts {
    /// `Terms.lane` of a task that an epoch may judge.
    uint8 private constant EPOCHS = 1;

    modifier onlyVotes() {
        if (msg.sender != address(votes)) revert NotVotes(msg.sender);
        _;
    }

    /// @inheritdoc ITaskManager
    function drawPanel(uint256 id) external {
        Task storage task = _open(id);
        if (task.tally == ROLL_ARMED) return _drawSecond(id, task);
        bytes32 lanes = _requireUnjudged(id, task);
        Schedule memory schedule = _schedule(task);
        _notAfter(id, PhaseLib.drawEnd(schedule));
        // Until verifying ends an epoch may still take the task in.
        if (task.terms.lane == EPOCHS) _after(id, schedule.verifyEnd);
        task.tally = FIRST_DRAWN;
        (uint40 commitEnd, uint40 revealEnd) = (schedule.voteCommitEnd, schedule.voteRevealEnd);
        _openPanel(id, task, 0, task.beacon, lanes, commitEnd, revealEnd);
    }

    /// @inheritdoc ITaskManager
    function rollPanel(uint256 id, address[] calldata workers) external {
        Task storage task = _open(id);
        _leaveDeadEpoch(task);
        if (task.tally != FIRST_DRAWN || task.epoch != 0) revert NoRoll(id);
        (bool drawn,) = votes.firstPanelOf(id);
        if (drawn) votes.leavePanel(id, workers);
        task.tally = ROLL_ARMED;
        _arm(id, task);
    }

    /// @inheritdoc ITaskManager
    function enterEpoch(uint256 epoch, uint256[] calldata ids)
        external
        onlyVotes
        returns (EpochTerms memory t, uint256[] memory entries)
    {
        t.panelSize = _tasks[ids[0]].terms.panelSize;
        t.pool = uint16(stakes.memberCount(PEER));
        entries = new uint256[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            entries[i] = _enter(epoch, ids[i], t);
        }
    }

    /// @inheritdoc ITaskManager
    function settleEpoch(uint256[] calldata outcomes, bytes32[] calldata medians)
        external
        onlyVotes
    {
        for (uint256 i; i < outcomes.length; ++i) {
            uint256 id = outcomes[i] >> 8;
            uint8 present = uint8(outcomes[i]);
            // Until its epoch's deadline nothing else can end a task, or take it out of the epoch.
            if (present != 0) _finish(id, _tasks[id], medians[i], present);
            else (_tasks[id].epoch, _tasks[id].tally) = (0, FIRST_DRAWN);
        }
    }

    function _enter(uint256 epoch, uint256 id, EpochTerms memory all)
        private
        returns (uint256 entry)
    {
        Task storage task = _open(id);
        entry = (id << 32) | Lanes.toMask(_requireUnjudged(id, task));
        Terms storage t = task.terms;
        if (t.lane != EPOCHS || t.panelSize != all.panelSize) revert NoEpochTask(id);
        _notAfter(id, PhaseLib.drawEnd(_schedule(task)));
        task.epoch = uint24(epoch);
        // The dearest task's bond and the slowest task's windows do for all.
        if (t.answerBond > all.bond) all.bond = t.answerBond;
        if (t.voteCommit > all.voteCommit) all.voteCommit = t.voteCommit;
        if (t.voteReveal > all.voteReveal) all.voteReveal = t.voteReveal;
        emit TaskInEpoch(id, epoch);
        // The reward fits 96 bits, and so does a part of it.
        return (entry << 96) | PayoutLib.peersPool(t.reward, t.peersBps);
    }

    function _finish(uint256 id, Task storage task, bytes32 medians, uint8 present) internal {
        task.state = State.Settled;
        task.tally = present;
        task.word = medians;
        emit TaskSettled(id, medians, present);
    }

    function _isGrowing(Task storage task) internal view returns (bool) {
        return task.terms.lane == PanelGrowth.LANE;
    }

    /// An epoch that nobody drew or settled in time gives its tasks free.
    function _leaveDeadEpoch(Task storage task) internal {
        uint24 epoch = task.epoch;
        if (epoch == 0 || block.timestamp <= votes.epochDeadline(epoch)) return;
        (task.epoch, task.tally) = (0, FIRST_DRAWN);
    }

    /// The lanes of a task that has agreed receipts and no judges yet.
    function _requireUnjudged(uint256 id, Task storage task) private view returns (bytes32 lanes) {
        if (task.agreed == 0) revert NoQuorum(id);
        if (task.tally != 0 || task.epoch != 0) revert IVoteModule.PanelAlreadyDrawn(id);
        lanes = _panelLanes(id, task);
        if (lanes == Lanes.NONE) revert NoOpenLanes(id);
    }

    /// The second panel has windows of its own, as long as the first's; so has each round of a growing
    /// one.
    function _drawSecond(uint256 id, Task storage task) private {
        if (!_beaconIsLive(task)) return _arm(id, task);
        bytes32 seed = _seedOf(id, task);
        task.tally = _isGrowing(task) ? FIRST_DRAWN : SECOND_DRAWN;
        uint40 commitEnd = uint40(block.timestamp) + task.terms.voteCommit;
        uint40 revealEnd = commitEnd + task.terms.voteReveal;
        _openPanel(id, task, 1, seed, _panelLanes(id, task), commitEnd, revealEnd);
    }

    function _openPanel(
        uint256 id,
        Task storage task,
        uint8 round,
        bytes32 seed,
        bytes32 lanes,
        uint40 commitEnd,
        uint40 revealEnd
    ) private {
        IVoteModule.PanelTerms memory terms;
        terms.seed = seed;
        terms.size = task.terms.panelSize;
        terms.bond = task.terms.answerBond;
        terms.pool = task.peerPool;
        terms.laneSlots = lanes;
        terms.commitEnd = commitEnd;
        terms.revealEnd = revealEnd;
        terms.barred = _barred(id, task);
        if (_isGrowing(task)) terms.growths = PanelGrowth.ROUNDS;
        votes.openPanel(id, round, terms);
    }

    /// Publisher and answering miners, both keys each: nobody judges their own or a rival's work.
    function _barred(uint256 id, Task storage task) private view returns (address[] memory list) {
        uint256 count = task.answers;
        list = new address[](2 * count + 2);
        for (uint256 slot; slot < count; ++slot) {
            list[2 * slot] = _answers[id][slot].worker;
            list[2 * slot + 1] = stakes.ownerOf(_answers[id][slot].minerId);
        }
        list[2 * count] = task.publisher;
        list[2 * count + 1] = task.publisherOwner;
    }
}
