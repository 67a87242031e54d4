// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20, SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {TaskPanels} from "./TaskPanels.sol";
import {TaskStorage} from "./TaskStorage.sol";
import {IFeeVault} from "./interfaces/IFeeVault.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {ITaskRules} from "./interfaces/ITaskRules.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Answer, Receipt, Schedule, State, Task} from "./types/TaskTypes.sol";

/// @notice Ends tasks. An ending writes a few words, whatever the number of payees; what each of
/// them gets follows from those words, and is taken later through TaskPayouts.
contract TaskManager is TaskPanels {
    using SafeERC20 for IERC20;

    constructor(
        IPoIWToken token_,
        IStakeManager stakes_,
        IVoteModule votes_,
        IRewardDistributor distributor_,
        ITaskRules rules_,
        address payouts_,
        IFeeVault fees_
    ) TaskStorage(token_, stakes_, votes_, distributor_, rules_, payouts_, fees_) {}

    /// @inheritdoc ITaskManager
    function settle(uint256 id, bytes32 medians, address[] calldata workers) external {
        Task storage task = _open(id);
        if (task.agreed == 0) revert NoQuorum(id);
        Schedule memory schedule = _schedule(task);
        // Late receipts may still join until verifying ends.
        if (task.receipts != task.terms.attesters) _after(id, schedule.verifyEnd);
        uint8 present;
        if (_panelLanes(id, task) != Lanes.NONE) {
            _leaveDeadEpoch(task);
            present = _judge(id, task, schedule, medians, workers);
        } else if (medians != 0) {
            revert IVoteModule.BadHint();
        }
        _finish(id, task, medians, present);
    }

    /// @inheritdoc ITaskManager
    function refund(uint256 id) external {
        Task storage task = _open(id);
        bytes32 reason = _refundReason(task);
        if (reason == 0) revert NotRefundable(id);
        bool guilty = reason == "no quorum" && _hidLate(task);
        task.state = State.Refunded;
        task.tally = guilty ? 1 : 0;
        uint256 stake = _publisherStake(task);
        uint256 refunded = guilty ? task.terms.reward : task.terms.reward + stake;
        emit TaskRefunded(id, reason, refunded, guilty ? stake : 0);
        if (guilty) token.burn(stake);
    }

    /// @inheritdoc ITaskManager
    function takeSlots(uint256 id, uint88 slots, uint256 amount) external {
        if (msg.sender != payouts) revert NotPayouts(msg.sender);
        if (slots != 0) {
            _tasks[id].collected |= slots;
            emit SlotsTaken(id, slots, amount);
        }
        IERC20(token).safeTransfer(address(distributor), amount);
    }

    /// @inheritdoc ITaskManager
    function recordOf(uint256 id) external view returns (Task memory) {
        return _tasks[id];
    }

    /// @inheritdoc ITaskManager
    function answerOf(uint256 id, uint256 slot) external view returns (Answer memory) {
        return _answers[id][slot];
    }

    /// @inheritdoc ITaskManager
    function receiptOf(uint256 id, uint256 variant) external view returns (Receipt memory) {
        return _receipts[id][variant];
    }

    /// Hears the panels that were drawn. Without a quorum a second panel is due until `settleEnd`;
    /// after that, or when it reaches none either, the open lanes count nothing. A growing panel says
    /// itself when it is to grow.
    function _judge(
        uint256 id,
        Task storage task,
        Schedule memory schedule,
        bytes32 medians,
        address[] calldata workers
    ) private returns (uint8 present) {
        if (task.epoch != 0) revert IVoteModule.VotingOpen(id);
        uint8 tally = task.tally;
        if (tally == 0) _after(id, PhaseLib.drawEnd(schedule));
        (bool drawn, uint8 before) = votes.firstPanelOf(id);
        bool last = tally == SECOND_DRAWN;
        bool grows = _isGrowing(task);
        if (last || (drawn && (tally == FIRST_DRAWN || grows))) {
            (bool quorum, uint8 judged) = votes.closePanel(id, last ? 1 : 0, medians, workers);
            // Whoever judged in a first panel is paid beside the second.
            present = last ? before + judged : judged;
            if (last || quorum || grows) return present;
        } else {
            if (medians != 0) revert IVoteModule.BadHint();
            present = before;
        }
        if (tally != 0 && block.timestamp <= schedule.settleEnd) revert RollDue(id);
    }

    /// Zero when the task may still be settled.
    function _refundReason(Task storage task) private view returns (bytes32) {
        Schedule memory schedule = _schedule(task);
        if (task.revealed == 0) {
            return block.timestamp > schedule.revealEnd ? bytes32("no answer") : bytes32(0);
        }
        if (_conflicting(task)) {
            // With a panel the conflict can still be escalated.
            bool waits = task.terms.panelSize != 0 && block.timestamp <= PhaseLib.drawEnd(schedule);
            return waits ? bytes32(0) : bytes32("conflict");
        }
        if (task.agreed == 0 && block.timestamp > schedule.verifyEnd) return "no quorum";
        return 0;
    }

    /// A hidden part opened only in verifying can leave the validators too little time: answers
    /// would be had for nothing.
    function _hidLate(Task storage task) private view returns (bool) {
        if (task.terms.hiddenCommit == 0) return false;
        uint40 openedAt = task.hiddenOpenedAt;
        return openedAt == 0 || openedAt > _schedule(task).revealEnd;
    }
}
