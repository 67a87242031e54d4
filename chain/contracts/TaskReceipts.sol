// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskAnswers} from "./TaskAnswers.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {Attestations} from "./libraries/Attestations.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Phase, Receipt, Schedule, Task} from "./types/TaskTypes.sol";

/// @notice Receipts of automatic validators.
abstract contract TaskReceipts is TaskAnswers {
    /// Index of the receipt that stands for receipts which do not agree.
    uint8 private constant ESCALATED = 5;

    /// @inheritdoc ITaskManager
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
        _requireTurn(id, task, autoId);
        rules.checkReceipt(_revealedMask(id, task), receipt);

        bytes32 receiptHash = keccak256(abi.encode(receipt));
        uint256 variant = _variantOf(id, task, receiptHash);
        if (variant == task.variants) {
            _receipts[id][variant] = receipt;
            task.variants += 1;
        }
        task.attested |= uint120(((uint256(autoId) << 8) | variant) << (24 * uint256(count)));
        task.receipts = count + 1;
        uint256 equal = Attestations.countOf(task.attested, count + 1, variant);
        if (equal == Attestations.quorum(task.terms.attesters)) task.agreed = uint8(variant) + 1;
        emit ReceiptSubmitted(id, autoId, receiptHash, receipt);
    }

    /// @inheritdoc ITaskManager
    function escalate(uint256 id) external {
        Task storage task = _open(id);
        if (!_conflicting(task) || task.terms.panelSize == 0) revert NotRefundable(id);
        _notAfter(id, PhaseLib.drawEnd(_schedule(task)));
        Receipt memory open = rules.wholeAnswers(_revealedMask(id, task));
        _receipts[id][ESCALATED] = open;
        task.agreed = ESCALATED + 1;
        emit TaskEscalated(id, open);
    }

    /// The lot decides who attests in the first half of the phase; in the second half any active
    /// automatic validator may, so that those who sleep hold up nobody.
    function _requireTurn(uint256 id, Task storage task, uint16 autoId) private view {
        Schedule memory s = _schedule(task);
        if (block.timestamp > s.revealEnd + (s.verifyEnd - s.revealEnd) / 2) return;
        uint8 count = task.terms.attesters;
        if (rules.isDrawn(task.beacon, task.autoPool, count, autoId)) return;
        revert NotDrawn(id, autoId);
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
            if (Attestations.autoAt(attested, i) == autoId) return true;
        }
        return false;
    }

    function _revealedMask(uint256 id, Task storage task) private view returns (uint256 mask) {
        uint256 count = task.answers;
        for (uint256 slot; slot < count; ++slot) {
            if (_answers[id][slot].revealed) mask |= 1 << slot;
        }
    }
}
