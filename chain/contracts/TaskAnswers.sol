// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskFunding} from "./TaskFunding.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Answer, Phase, Schedule, Task} from "./types/TaskTypes.sol";

/// @notice Sealing and opening: answers, the hidden part, the beacon.
abstract contract TaskAnswers is TaskFunding {
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
        task.word |= bytes32(uint256(uint8(minerId)) << (8 * slot));
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
        _requireOpens(answerHash(id, answer.worker, contentHash, salt), answer.word);
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
        _after(id, schedule.commitEnd);
        _notAfter(id, schedule.verifyEnd);
        _requireOpens(
            _hashTypedDataV4(
                CommitHash.hidden(task.publisher, task.terms.specHash, contentHash, salt)
            ),
            commit
        );
        task.hiddenOpenedAt = uint32(block.timestamp);
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
        bytes32 beacon = _seedOf(id, task);
        task.beacon = beacon;
        emit BeaconFixed(id, beacon);
    }

    /// The block is chosen before its hash can be known. Those who may judge or attest had
    /// registered by then: nobody can join to move a draw.
    function _arm(uint256 id, Task storage task) internal {
        task.beaconBlock = uint32(block.number + 1);
        task.peerPool = uint16(stakes.memberCount(PEER));
        task.autoPool = uint16(stakes.memberCount(AUTO));
        emit BeaconArmed(id, task.beaconBlock);
    }

    function _requireOpens(bytes32 opened, bytes32 commit) private pure {
        if (opened != commit) revert CommitMismatch(opened, commit);
    }

    /// What the armed block's hash gives for this task.
    function _seedOf(uint256 id, Task storage task) internal view returns (bytes32) {
        uint40 beaconBlock = task.beaconBlock;
        if (block.number <= beaconBlock) revert BeaconNotReady(id, beaconBlock);
        return keccak256(abi.encode(blockhash(beaconBlock), block.chainid, address(this), id));
    }

    /// Whether the armed block is still to come or its hash can still be read.
    function _beaconIsLive(Task storage task) internal view returns (bool) {
        uint256 beaconBlock = task.beaconBlock;
        return
            beaconBlock != 0
                && (block.number <= beaconBlock || blockhash(beaconBlock) != bytes32(0));
    }

    /// An open task whose answers are sealed for good and whose beacon is not fixed.
    function _sealed(uint256 id) private view returns (Task storage task) {
        task = _open(id);
        if (task.beacon != 0) revert BeaconAlreadyFixed(id);
        _after(id, _schedule(task).commitEnd);
    }
}
