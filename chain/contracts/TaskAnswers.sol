// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskStorage} from "./TaskStorage.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Phase, Schedule} from "./types/TaskTypes.sol";

/// @notice Sealing and opening: answers, the hidden part, the beacon.
abstract contract TaskAnswers is TaskStorage {
    /// @inheritdoc ITaskManager
    function commitAnswer(uint256 id, bytes32 commit) external {
        if (commit == 0) revert ZeroCommit();
        Task storage task = _openIn(id, Phase.Committing);
        (uint16 minerId, IStakeManager.Member memory member) = _callerAs(MINER);
        if (_isPublishers(task, member)) revert PublishersOwn(minerId);
        uint8 slot = task.answers;
        if (_slotOf(id, task, minerId) != slot) revert AlreadyCommitted(id, minerId);
        if (slot == task.terms.maxAnswers) revert TooManyAnswers(id, slot);
        task.answers = slot + 1;
        Answer storage answer = _answers[id][slot];
        answer.worker = msg.sender;
        answer.minerId = minerId;
        answer.word = commit;
        emit AnswerCommitted(id, minerId, slot, msg.sender, commit);
        stakes.lock(minerId, task.terms.answerBond);
    }

    /// @inheritdoc ITaskManager
    function revealAnswer(uint256 id, uint16 minerId, bytes32 contentHash, bytes32 salt) external {
        Task storage task = _openIn(id, Phase.Revealing);
        uint256 slot = _slotOf(id, task, minerId);
        if (slot == task.answers) revert NoCommitOf(id, minerId);
        Answer storage answer = _answers[id][slot];
        if (answer.revealed) revert AlreadyRevealed(id, minerId);
        bytes32 opened = _answerHash(id, answer.worker, contentHash, salt);
        if (opened != answer.word) revert CommitMismatch(opened, answer.word);
        answer.revealed = true;
        answer.word = contentHash;
        answer.salt = salt;
        task.revealed += 1;
        emit AnswerRevealed(id, minerId, uint8(slot), contentHash, salt);
        if (task.beaconBlock == 0) _arm(id, task);
    }

    /// @inheritdoc ITaskManager
    function openHidden(uint256 id, bytes32 contentHash, bytes32 salt) external {
        Task storage task = _open(id);
        bytes32 commit = task.terms.hiddenCommit;
        if (commit == 0) revert NoHiddenPart(id);
        if (task.hiddenOpenedAt != 0) revert HiddenAlreadyOpen(id);
        Schedule memory schedule = _schedule(task);
        if (block.timestamp <= schedule.commitEnd) revert TooEarly(id, schedule.commitEnd);
        if (block.timestamp > schedule.verifyEnd) revert TooLate(id, schedule.verifyEnd);
        bytes32 opened = _hashTypedDataV4(
            CommitHash.hidden(task.publisher, task.terms.specHash, contentHash, salt)
        );
        if (opened != commit) revert CommitMismatch(opened, commit);
        task.hiddenOpenedAt = uint40(block.timestamp);
        task.hiddenHash = contentHash;
        task.hiddenSalt = salt;
        emit HiddenOpened(id, contentHash, salt);
        if (task.beaconBlock == 0) _arm(id, task);
    }

    /// @inheritdoc ITaskManager
    function armBeacon(uint256 id) external {
        Task storage task = _sealed(id);
        if (_beaconIsLive(task)) revert BeaconNotReady(id, task.beaconBlock);
        _arm(id, task);
    }

    /// @inheritdoc ITaskManager
    function fixBeacon(uint256 id) external {
        Task storage task = _sealed(id);
        if (!_beaconIsLive(task)) return _arm(id, task);
        uint40 beaconBlock = task.beaconBlock;
        if (block.number <= beaconBlock) revert BeaconNotReady(id, beaconBlock);
        bytes32 beacon =
            keccak256(abi.encode(blockhash(beaconBlock), block.chainid, address(this), id));
        task.beacon = beacon;
        emit BeaconFixed(id, beacon);
    }

    /// The block is chosen before its hash can be known. The peers who may judge are those who had
    /// registered by then: nobody can join to move the draw.
    function _arm(uint256 id, Task storage task) private {
        task.beaconBlock = uint40(block.number + 1);
        task.peerPool = uint16(stakes.memberCount(PEER));
        emit BeaconArmed(id, task.beaconBlock);
    }

    /// Whether the beacon's block is still to come or its hash can still be read.
    function _beaconIsLive(Task storage task) private view returns (bool) {
        uint256 beaconBlock = task.beaconBlock;
        return
            beaconBlock != 0
                && (block.number <= beaconBlock || blockhash(beaconBlock) != bytes32(0));
    }

    /// An open task whose answers are sealed for good and whose beacon is not fixed.
    function _sealed(uint256 id) private view returns (Task storage task) {
        task = _open(id);
        if (task.beacon != 0) revert BeaconAlreadyFixed(id);
        uint40 commitEnd = _schedule(task).commitEnd;
        if (block.timestamp <= commitEnd) revert TooEarly(id, commitEnd);
    }
}
