// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskAnswers} from "./TaskAnswers.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Phase, Receipt, Schedule, Terms} from "./types/TaskTypes.sol";

/// @notice Receipts of automatic validators, and the panel for what they leave open.
abstract contract TaskReceipts is TaskAnswers {
    uint256 private constant NO_LANES = type(uint256).max;

    /// @inheritdoc ITaskManager
    /// @dev Any active automatic validator may attest, first come first served; a draw from the
    /// beacon will choose them. Until then a rival, or a publisher under another name, could hold
    /// seats.
    function submitReceipt(uint256 id, Receipt calldata receipt) external {
        Task storage task = _openIn(id, Phase.Verifying);
        (uint16 autoId, IStakeManager.Member memory member) = _callerAs(AUTO);
        if (_isPublishers(task, member)) revert PublishersOwn(autoId);
        if (task.revealed == 0) revert NoAnswers(id);
        if (task.beacon == 0) revert BeaconMissing(id);
        if (task.terms.hiddenCommit != 0 && task.hiddenOpenedAt == 0) revert HiddenNotOpen(id);
        uint8 count = task.receipts;
        if (count == task.terms.attesters) revert TooManyReceipts(id, count);
        if (_hasAttested(task, autoId)) revert AlreadyAttested(id, autoId);
        _checkReceipt(id, task, receipt);

        bytes32 receiptHash = keccak256(abi.encode(receipt));
        uint256 variant = _variantOf(id, task, receiptHash);
        if (variant == task.variants) {
            _receipts[id][variant] = receipt;
            task.variants += 1;
        }
        task.attested |= ((uint256(autoId) << 8) | variant) << (24 * uint256(count));
        task.receipts = count + 1;
        if (_countOf(task, variant) == _quorum(task)) task.agreed = uint8(variant) + 1;
        emit ReceiptSubmitted(id, autoId, receiptHash, receipt);
    }

    /// @inheritdoc ITaskManager
    function drawPanel(uint256 id) external {
        Task storage task = _open(id);
        if (task.agreed == 0) revert NoQuorum(id);
        if (!_needsPanel(id, task)) revert NoOpenLanes(id);
        uint40 drawEnd = PhaseLib.drawEnd(_schedule(task));
        if (block.timestamp > drawEnd) revert TooLate(id, drawEnd);
        votes.openPanel(
            id,
            IVoteModule.PanelTerms({
                seed: task.beacon,
                size: task.terms.panelSize,
                bond: task.terms.answerBond,
                pool: task.peerPool,
                barred: _barred(id, task)
            })
        );
    }

    /// @inheritdoc ITaskManager
    function ballotOf(uint256 id) external view returns (Phase phase, bytes32 laneSlots) {
        Task storage task = _open(id);
        phase = PhaseLib.phaseAt(_schedule(task), block.timestamp);
        if (task.agreed != 0) laneSlots = _receipts[id][task.agreed - 1].laneSlots;
    }

    /// Whether the agreed receipt leaves something to a panel.
    function _needsPanel(uint256 id, Task storage task) internal view returns (bool) {
        return
            task.terms.panelSize != 0
                && uint256(_receipts[id][task.agreed - 1].laneSlots) != NO_LANES;
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

    /// Index of the equal receipt, or the number of variants when it is new.
    function _variantOf(uint256 id, Task storage task, bytes32 receiptHash)
        private
        view
        returns (uint256 variant)
    {
        uint256 count = task.variants;
        while (variant < count && keccak256(abi.encode(_receipts[id][variant])) != receiptHash) {
            ++variant;
        }
    }

    function _hasAttested(Task storage task, uint16 autoId) private view returns (bool) {
        uint256 attested = task.attested;
        for (uint256 i; i < task.receipts; ++i) {
            if (uint16(attested >> (24 * i + 8)) == autoId) return true;
        }
        return false;
    }

    /// Points, faults and lanes may only name answers that were revealed.
    function _checkReceipt(uint256 id, Task storage task, Receipt calldata receipt) private view {
        uint256 revealed = _revealedMask(id, task);
        for (uint8 lane; lane < Lanes.COUNT; ++lane) {
            bool isAnswer = (revealed >> lane) & 1 != 0;
            if (!isAnswer && Lanes.byteAt(receipt.proved, lane) != 0) {
                revert BadReceipt("proved", lane);
            }
            if (!isAnswer && (receipt.faults >> lane) & 1 != 0) revert BadReceipt("faults", lane);
            uint8 slot = Lanes.byteAt(receipt.laneSlots, lane);
            if (slot != Lanes.NO_SLOT && (revealed >> slot) & 1 == 0) {
                revert BadReceipt("laneSlots", lane);
            }
        }
    }

    function _revealedMask(uint256 id, Task storage task) private view returns (uint256 mask) {
        uint256 count = task.answers;
        for (uint256 slot; slot < count; ++slot) {
            if (_answers[id][slot].revealed) mask |= 1 << slot;
        }
    }
}
