// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {ITaskOutcomes} from "./interfaces/ITaskOutcomes.sol";
import {ITaskPayouts} from "./interfaces/ITaskPayouts.sol";
import {ITaskReader} from "./interfaces/ITaskReader.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Attestations} from "./libraries/Attestations.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Sortition} from "./libraries/Sortition.sol";
import {Answer, AnswerView, State, Task, TaskView} from "./types/TaskTypes.sol";

/// @notice Explains what TaskManager stores. Holds nothing and may do nothing.
contract TaskReader is ITaskReader, ITaskOutcomes {
    using Sortition for Sortition.Draw;

    uint8 private constant AUTO = 4;
    /// See TaskStorage.
    uint8 private constant ROLL_ARMED = 2;

    IStakeManager public immutable stakes;
    ITaskManager public immutable tasks;
    IVoteModule public immutable votes;
    ITaskPayouts public immutable payouts;

    constructor(
        IStakeManager stakes_,
        ITaskManager tasks_,
        IVoteModule votes_,
        ITaskPayouts payouts_
    ) {
        stakes = stakes_;
        tasks = tasks_;
        votes = votes_;
        payouts = payouts_;
    }

    /// @inheritdoc ITaskOutcomes
    function outcomeOf(uint256 id) external view returns (State, uint8, uint40) {
        Task memory task = tasks.recordOf(id);
        uint40 settleEnd = PhaseLib.scheduleIn(task.terms, task.publishedAt).settleEnd;
        return (task.state, task.terms.kind, settleEnd);
    }

    /// @inheritdoc ITaskOutcomes
    function minerShareOf(uint256 id, uint8 slot)
        external
        view
        returns (uint16 minerId, uint256 pay, uint256 paid)
    {
        uint256[] memory pays = payouts.sharesOf(id).miners;
        if (slot >= pays.length) revert NoAnswerAt(id, slot);
        for (uint256 i; i < pays.length; ++i) {
            paid += pays[i];
        }
        return (tasks.answerOf(id, slot).minerId, pays[slot], paid);
    }

    /// @inheritdoc ITaskReader
    function getTask(uint256 id) external view returns (TaskView memory v) {
        Task memory task = tasks.recordOf(id);
        v.state = task.state;
        if (v.state == State.None) return v;
        v.terms = task.terms;
        v.publisher = task.publisher;
        v.schedule = PhaseLib.scheduleIn(task.terms, task.publishedAt);
        v.drawEnd = PhaseLib.drawEnd(v.schedule);
        v.answers = task.answers;
        v.revealed = task.revealed;
        v.hiddenHash = task.hiddenHash;
        v.hiddenSalt = task.hiddenSalt;
        v.hiddenOpenedAt = task.hiddenOpenedAt;
        v.beacon = task.beacon;
        v.beaconBlock = task.beaconBlock;
        v.epoch = task.epoch;
        if (task.state == State.Settled) v.medians = task.word;
        v.collected = task.collected;
        v.receipts = task.receipts;
        v.attesters = _attesters(task);
        v.rolling = task.state == State.Open && task.tally == ROLL_ARMED;
        _viewPanels(id, v);
        if (task.agreed == 0) {
            v.conflicting = Attestations.conflicting(
                task.attested, task.receipts, task.variants, task.terms.attesters
            );
            return v;
        }
        v.quorum = true;
        v.agreeing = uint8(Attestations.countOf(task.attested, task.receipts, task.agreed - 1));
        v.agreed = tasks.receiptOf(id, task.agreed - 1);
        v.agreedHash = keccak256(abi.encode(v.agreed));
    }

    /// @inheritdoc ITaskReader
    function getAnswers(uint256 id) external view returns (AnswerView[] memory list) {
        list = new AnswerView[](tasks.recordOf(id).answers);
        for (uint256 slot; slot < list.length; ++slot) {
            Answer memory answer = tasks.answerOf(id, slot);
            AnswerView memory v = list[slot];
            v.minerId = answer.minerId;
            v.worker = answer.worker;
            v.owner = stakes.ownerOf(answer.minerId);
            v.revealed = answer.revealed;
            v.commit = answer.word;
            if (!v.revealed) continue;
            v.contentHash = answer.word;
            v.salt = answer.salt;
            v.commit = tasks.answerHash(id, v.worker, v.contentHash, v.salt);
        }
    }

    function _attesters(Task memory task) private view returns (uint16[] memory drawn) {
        if (task.beacon == 0) return drawn;
        Sortition.Draw memory draw =
            Sortition.attesters(task.beacon, task.autoPool, task.terms.attesters);
        drawn = new uint16[](draw.positions.length);
        for (uint256 i; i < drawn.length; ++i) {
            drawn[i] = stakes.memberAt(AUTO, draw.next());
        }
    }

    function _viewPanels(uint256 id, TaskView memory v) private view {
        for (uint8 round; round < 2; ++round) {
            IVoteModule.BallotView memory ballot = votes.ballotOf(id, round);
            if (!ballot.drawn) continue;
            v.panels += 1 + ballot.round;
            if (ballot.left != 0) v.growEnd = 2 * ballot.revealEnd - ballot.commitEnd;
            v.panel = ballot.ids;
            (v.ballotCommitEnd, v.ballotRevealEnd) = (ballot.commitEnd, ballot.revealEnd);
        }
    }
}
