// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20, SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {TaskReceipts} from "./TaskReceipts.sol";
import {TaskStorage} from "./TaskStorage.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PayoutLib} from "./libraries/PayoutLib.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {AnswerView, Receipt, Schedule, State, TaskView, Terms} from "./types/TaskTypes.sol";

contract TaskManager is TaskReceipts {
    using SafeERC20 for IERC20;

    /// What a settlement gathers on its way.
    struct Settling {
        Receipt receipt;
        uint256[] points;
        uint16[] jurors;
        bool[] seats;
        uint16[] attesters;
        uint256 burned;
    }

    constructor(
        IPoIWToken token_,
        IStakeManager stakes_,
        IVoteModule votes_,
        IRewardDistributor distributor_,
        address treasury_
    ) TaskStorage(token_, stakes_, votes_, distributor_, treasury_) {}

    /// @inheritdoc ITaskManager
    function publish(Terms calldata terms) public returns (uint256 id) {
        TermsLib.check(terms);
        id = ++taskCount;
        Task storage task = _tasks[id];
        task.terms = terms;
        task.publisher = msg.sender;
        task.publishedAt = uint40(block.timestamp);
        task.state = State.Open;
        uint16 memberId = stakes.idOfWorker(msg.sender);
        if (memberId != 0) task.publisherOwner = stakes.ownerOf(memberId);
        emit TaskPublished(id, msg.sender, terms, _schedule(task));
        IERC20(token)
            .safeTransferFrom(msg.sender, address(this), terms.reward + _publisherStake(task));
    }

    /// @inheritdoc ITaskManager
    function publishWithPermit(
        Terms calldata terms,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 id) {
        uint256 amount = uint256(terms.reward) + terms.reward / 2;
        // A permit that somebody else sent first has done its work: only the allowance counts.
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), amount, deadline, v, r, s) {}
            catch {}
        return publish(terms);
    }

    /// @inheritdoc ITaskManager
    function settle(uint256 id, bytes32 medians) external {
        Task storage task = _open(id);
        if (task.agreed == 0) revert NoQuorum(id);
        Settling memory s;
        s.receipt = _receipts[id][task.agreed - 1];
        s.attesters = _agreeing(task);
        _requireFinished(id, task, s.attesters.length);

        task.state = State.Settled;
        (s.jurors, s.seats, s.burned) = votes.closePanel(id, task.terms.answerBond, medians);
        s.points = _points(task.answers, s.receipt, medians);
        PayoutLib.Output memory out = _payout(task, s);
        s.burned += _releaseBonds(id, task, s.receipt.faults);
        uint256 refunded = out.refunded + _publisherStake(task);
        emit TaskSettled(
            id, medians, task.terms.reward - out.refunded, refunded, s.burned, _packed(s.points)
        );
        _pay(id, uint256(task.terms.reward) + _publisherStake(task), _credits(id, task, s, out));
    }

    /// @inheritdoc ITaskManager
    function refund(uint256 id) external {
        Task storage task = _open(id);
        bytes32 reason = _refundReason(task);
        if (reason == 0) revert NotRefundable(id);
        task.state = State.Refunded;
        uint256 burned = _releaseBonds(id, task, 0);
        uint256 refunded = task.terms.reward;
        uint256 stake = _publisherStake(task);
        bool guilty = reason == "no quorum" && _hidLate(task);
        if (guilty) burned += stake;
        else refunded += stake;
        emit TaskRefunded(id, reason, refunded, burned);
        if (guilty) token.burn(stake);
        IRewardDistributor.Credit[] memory list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(task.publisher, PUBLISHER, uint96(refunded));
        _pay(id, refunded, list);
    }

    /// @inheritdoc ITaskManager
    function getTask(uint256 id) external view returns (TaskView memory v) {
        Task storage task = _tasks[id];
        v.state = task.state;
        if (v.state == State.None) return v;
        v.terms = task.terms;
        v.publisher = task.publisher;
        v.schedule = _schedule(task);
        v.drawEnd = PhaseLib.drawEnd(v.schedule);
        v.answers = task.answers;
        v.revealed = task.revealed;
        v.hiddenHash = task.hiddenHash;
        v.hiddenSalt = task.hiddenSalt;
        v.hiddenOpenedAt = task.hiddenOpenedAt;
        v.beacon = task.beacon;
        v.beaconBlock = task.beaconBlock;
        v.receipts = task.receipts;
        v.conflicting = _conflicting(task);
        (v.panelDrawn, v.panel,) = votes.panelOf(id);
        if (task.agreed == 0) return v;
        v.quorum = true;
        v.agreeing = uint8(_countOf(task, task.agreed - 1));
        v.agreed = _receipts[id][task.agreed - 1];
        v.agreedHash = keccak256(abi.encode(v.agreed));
    }

    /// @inheritdoc ITaskManager
    function getAnswers(uint256 id) external view returns (AnswerView[] memory list) {
        list = new AnswerView[](_tasks[id].answers);
        for (uint256 slot; slot < list.length; ++slot) {
            Answer storage answer = _answers[id][slot];
            AnswerView memory v = list[slot];
            v.minerId = answer.minerId;
            v.worker = answer.worker;
            v.owner = stakes.ownerOf(answer.minerId);
            v.revealed = answer.revealed;
            v.commit = answer.word;
            if (!v.revealed) continue;
            v.contentHash = answer.word;
            v.salt = answer.salt;
            v.commit = _answerHash(id, v.worker, v.contentHash, v.salt);
        }
    }

    /// Late receipts may still join until verifying ends; a panel has until its votes are open.
    function _requireFinished(uint256 id, Task storage task, uint256 agreeing) private view {
        Schedule memory schedule = _schedule(task);
        if (agreeing != task.terms.attesters && block.timestamp <= schedule.verifyEnd) {
            revert TooEarly(id, schedule.verifyEnd);
        }
        if (!_needsPanel(id, task)) return;
        (bool drawn, uint16[] memory ids, uint256 revealed) = votes.panelOf(id);
        if (!drawn) {
            uint40 drawEnd = PhaseLib.drawEnd(schedule);
            if (block.timestamp <= drawEnd) revert TooEarly(id, drawEnd);
        } else if (revealed != ids.length && block.timestamp <= schedule.voteRevealEnd) {
            revert VotingOpen(id);
        }
    }

    /// Zero when the task may still be settled.
    function _refundReason(Task storage task) private view returns (bytes32) {
        Schedule memory schedule = _schedule(task);
        if (task.revealed == 0) {
            return block.timestamp > schedule.revealEnd ? bytes32("no answer") : bytes32(0);
        }
        if (_conflicting(task)) return "conflict";
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

    function _agreeing(Task storage task) private view returns (uint16[] memory ids) {
        uint256 variant = task.agreed - 1;
        ids = new uint16[](_countOf(task, variant));
        uint256 attested = task.attested;
        uint256 next;
        for (uint256 i; i < task.receipts; ++i) {
            uint256 entry = attested >> (24 * i);
            if (uint8(entry) == variant) ids[next++] = uint16(entry >> 8);
        }
    }

    function _points(uint256 count, Receipt memory receipt, bytes32 medians)
        private
        pure
        returns (uint256[] memory points)
    {
        points = new uint256[](count);
        for (uint256 slot; slot < count; ++slot) {
            points[slot] = Lanes.byteAt(receipt.proved, slot);
        }
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            uint256 slot = Lanes.byteAt(receipt.laneSlots, lane);
            if (slot == Lanes.NO_SLOT) continue;
            points[slot] += uint256(Lanes.byteAt(receipt.laneCaps, lane))
            * Lanes.byteAt(medians, lane) / 255;
        }
    }

    function _packed(uint256[] memory points) private pure returns (bytes32[2] memory words) {
        for (uint256 slot; slot < points.length; ++slot) {
            words[slot / 16] |= bytes32(points[slot] << (16 * (slot % 16)));
        }
    }

    function _payout(Task storage task, Settling memory s)
        private
        view
        returns (PayoutLib.Output memory)
    {
        return PayoutLib.settle(
            PayoutLib.Input({
                reward: task.terms.reward,
                minersBps: task.terms.minersBps,
                peersBps: task.terms.peersBps,
                networkBps: task.terms.networkBps,
                points: s.points,
                seats: s.seats,
                attesters: s.attesters.length
            })
        );
    }

    /// Returns the bonds of the answers, less what silence (all) and disproof (half) cost.
    function _releaseBonds(uint256 id, Task storage task, uint32 faults)
        private
        returns (uint256 burned)
    {
        uint96 bond = task.terms.answerBond;
        for (uint256 slot; slot < task.answers; ++slot) {
            Answer storage answer = _answers[id][slot];
            uint96 penalty;
            bytes32 reason;
            if (!answer.revealed) (penalty, reason) = (bond, "answer not revealed");
            else if ((faults >> slot) & 1 != 0) (penalty, reason) = (bond / 2, "answer disproved");
            if (penalty != 0) burned += stakes.slash(answer.minerId, penalty, reason, address(0));
            if (penalty != bond) stakes.unlock(answer.minerId, bond - penalty);
        }
    }

    function _credits(uint256 id, Task storage task, Settling memory s, PayoutLib.Output memory out)
        private
        view
        returns (IRewardDistributor.Credit[] memory list)
    {
        uint256 next;
        list = new IRewardDistributor
            .Credit[](s.points.length + s.jurors.length + s.attesters.length + 2);
        for (uint256 slot; slot < s.points.length; ++slot) {
            list[next++] = _creditOf(_answers[id][slot].minerId, MINER, out.miners[slot]);
        }
        for (uint256 seat; seat < s.jurors.length; ++seat) {
            list[next++] = _creditOf(s.jurors[seat], PEER, s.seats[seat] ? out.seatPay : 0);
        }
        for (uint256 i; i < s.attesters.length; ++i) {
            list[next++] = _creditOf(s.attesters[i], AUTO, out.autoEach);
        }
        list[next++] = IRewardDistributor.Credit(treasury, NETWORK, uint96(out.treasury));
        list[next] = IRewardDistributor.Credit(
            task.publisher, PUBLISHER, uint96(out.refunded + _publisherStake(task))
        );
    }

    function _creditOf(uint16 memberId, uint8 role, uint256 amount)
        private
        view
        returns (IRewardDistributor.Credit memory)
    {
        return IRewardDistributor.Credit(stakes.ownerOf(memberId), role, uint96(amount));
    }

    function _pay(uint256 id, uint256 total, IRewardDistributor.Credit[] memory list) private {
        IERC20(token).safeTransfer(address(distributor), total);
        distributor.credit(id, list);
    }
}
