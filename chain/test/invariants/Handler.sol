// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {
    AnswerView,
    Phase,
    Receipt as TaskReceipt,
    State,
    TaskView,
    Terms
} from "../../contracts/types/TaskTypes.sol";
import {PhaseLib} from "../../contracts/libraries/PhaseLib.sol";
import {Outsiders} from "./Outsiders.sol";

/// @notice Takes only steps that the rules allow, so that a revert is a fault of the contracts.
contract Handler is Outsiders {
    uint256 private constant MOST_OPEN = 2;
    uint256 private constant MOST_TASKS = 8;

    function publish(uint256 seed) public {
        if (_openCount() == MOST_OPEN || tasks.taskCount() == MOST_TASKS) return;
        Terms memory t = _terms();
        t.reward = uint96(bound(_part(seed, "reward"), 4e18, 1000e18) + _part(seed, "wei") % 1000);
        t.answerBond = uint96(_part(seed, "bond") % 4e18);
        t.maxAnswers = uint8(1 + _part(seed, "answers") % 5);
        t.panelSize = uint8(_part(seed, "panel") % 7);
        t.attesters = uint8(1 + _part(seed, "attesters") % 3);
        if (_part(seed, "grows") % 3 == 0) (t.panelSize, t.lane) = (3, 2);
        if (t.panelSize == 0) (t.voteCommit, t.voteReveal) = (0, 0);
        address from = publishers[_part(seed, "from") % 3];
        if (seed % 4 == 0) t.hiddenCommit = _hiddenCommitOf(from);
        _doPublish(from, t);
    }

    function commitAnswer(uint256 seed) public {
        (uint256 id, TaskView memory v) = _taskIn(seed, Phase.Committing);
        if (id == 0 || v.answers == v.terms.maxAnswers) return;
        uint16 miner = miners[_part(seed, "miner") % miners.length];
        if (_owner(miner) == v.publisher || !stakes.isActive(miner)) return;
        if (stakes.freeStake(miner) < v.terms.answerBond || _hasAnswered(id, miner)) return;
        _commit(id, miner);
    }

    function revealAnswer(uint256 seed) public {
        (uint256 id,) = _taskIn(seed, Phase.Revealing);
        AnswerView[] memory answers = reader.getAnswers(id);
        for (uint256 i; i < answers.length; ++i) {
            AnswerView memory one = answers[(seed + i) % answers.length];
            if (!one.revealed) return _reveal(id, one.minerId);
        }
    }

    function openHidden(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.terms.hiddenCommit == 0 || v.hiddenOpenedAt != 0) return;
        if (block.timestamp <= v.schedule.commitEnd) return;
        if (block.timestamp <= v.schedule.verifyEnd) _doOpenHidden(id);
    }

    function fixBeacon(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.beacon != 0 || block.timestamp <= v.schedule.commitEnd) return;
        if (v.beaconBlock >= block.number) vm.roll(v.beaconBlock + 1);
        tasks.fixBeacon(id);
    }

    function submitReceipt(uint256 seed) public {
        (uint256 id, TaskView memory v) = _taskIn(seed, Phase.Verifying);
        if (id == 0 || v.revealed == 0 || v.beacon == 0) return;
        if (v.terms.hiddenCommit != 0 && v.hiddenOpenedAt == 0) return;
        if (v.receipts == v.terms.attesters) return;
        // Each in turn, so that nobody attests twice; in the second half everybody may.
        uint16 auto_ = autos[v.receipts];
        if (!stakes.isActive(auto_)) return;
        if (block.timestamp <= (v.schedule.revealEnd + v.schedule.verifyEnd) / 2 + 1) {
            vm.warp((v.schedule.revealEnd + v.schedule.verifyEnd) / 2 + 1);
        }
        _submit(id, auto_, receiptOf(id, _part(seed, "variant") % 5 == 0 ? 1 + v.receipts : 0));
    }

    function drawPanel(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || !_needsPanel(v)) return;
        bool growing = isGrowing(id);
        if (growing ? v.rolling && block.timestamp <= v.growEnd : rolled[id] && v.panels < 2) {
            if (v.beaconBlock >= block.number) vm.roll(v.beaconBlock + 1);
            _draw(id);
        } else if (v.panels == 0 && block.timestamp <= v.drawEnd) {
            _draw(id);
        }
    }

    function rollPanel(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.panels == 0 || v.rolling || !_isVoted(id, v)) return;
        if (isGrowing(id) ? isToGrow(id) : v.panels == 1 && !hasQuorum(id)) _doRoll(id);
    }

    function snitch(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.panel.length == 0 || block.timestamp > v.ballotCommitEnd) return;
        uint16 juror = v.panel[_part(seed, "juror") % v.panel.length];
        if (_sat(id, juror) || sealedVotes[id][juror] == 0 || _isGone(id, juror)) return;
        _doSnitch(id, juror, scoresOf(id, juror, 0));
    }

    function collect(uint256 seed) public {
        uint256 count = tasks.taskCount();
        for (uint256 i; i < count; ++i) {
            uint256 id = 1 + (seed % count + i) % count;
            if (ended[id] == State.None) continue;
            uint8[] memory slots = new uint8[](1 + _part(seed, "slots") % 40);
            for (uint256 j; j < slots.length; ++j) {
                slots[j] = uint8(_part(seed, bytes32(j)) % 81);
            }
            return _doCollect(id, slots);
        }
    }

    function commitVote(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.panel.length == 0 || block.timestamp > v.ballotCommitEnd) return;
        uint16 juror = v.panel[_part(seed, "juror") % v.panel.length];
        if (_sat(id, juror) || sealedVotes[id][juror] != 0) return;
        _doVote(id, juror, scoresOf(id, juror, 0));
    }

    function revealVote(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || v.panel.length == 0) return;
        if (block.timestamp <= v.ballotCommitEnd || block.timestamp > v.ballotRevealEnd) return;
        uint16 juror = v.panel[_part(seed, "juror") % v.panel.length];
        if (!_sat(id, juror) && sealedVotes[id][juror] != 0 && !_isGone(id, juror)) {
            _doRevealVote(id, juror, scoresOf(id, juror, 0));
        }
    }

    function settle(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0 || !_isFinished(id, v)) return;
        bytes32 medians = referenceMedians(id);
        bytes32 wrong = medians ^ bytes32(uint256(1) << (seed % 256));
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, wrong, _workers(id));
        _doSettle(id, medians);
    }

    function refund(uint256 seed) public {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id != 0 && _isLost(v)) _doRefund(id);
    }

    function claim(uint256 seed) public {
        address to = payees[seed % payees.length];
        if (distributor.credits(to) != 0) _doClaim(to);
    }

    function unstake(uint256 seed) public {
        uint16 id = uint16(1 + seed % memberTotal());
        IStakeManager.Member memory m = stakes.memberOf(id);
        uint96 kept = m.staked - m.unstaking;
        uint96 free = kept - m.locked;
        if (m.locked == 0 && seed % 3 == 0) {
            vm.prank(m.owner);
            stakes.requestUnstake(id, free);
        } else if (kept >= 10e18) {
            uint96 spare = kept - 10e18;
            vm.prank(m.owner);
            stakes.requestUnstake(
                id, uint96(_part(seed, "amount") % ((free < spare ? free : spare) + 1))
            );
        }
    }

    function withdraw(uint256 seed) public {
        uint16 id = uint16(1 + seed % memberTotal());
        IStakeManager.Member memory m = stakes.memberOf(id);
        if (m.unstaking == 0 || block.timestamp < m.readyAt) return;
        vm.prank(m.owner);
        stakes.withdraw(id);
    }

    function topUp(uint256 seed) public {
        _doTopUp(uint16(1 + seed % memberTotal()), uint96(_part(seed, "amount") % 20e18));
    }

    function setWorker(uint256 seed) public {
        uint16 id = uint16(1 + seed % memberTotal());
        address worker = address(uint160(_part(seed, "worker")));
        address owner = _owner(id);
        if (stakes.idOfWorker(worker) != 0) return;
        vm.prank(owner);
        stakes.setWorker(id, worker);
    }

    /// Nothing an outsider asks of the contracts' own doors may work.
    /// Mostly a little, sometimes to the next end of a phase, now and then past the beacon's reach.
    function warp(uint256 seed) public {
        vm.roll(block.number + 1 + seed % 3);
        if (seed % 16 == 0) vm.roll(block.number + 300);
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0) vm.warp(block.timestamp + COOL_DOWN);
        if (id == 0 || seed % 5 != 0) vm.warp(block.timestamp + _part(seed, "time") % 40);
        else vm.warp(_nextEnd(v) + 1);
    }

    /// Carries one task a phase on, as a healthy network would: alone, random steps rarely get far.
    function advance(uint256 seed) external {
        (uint256 id, TaskView memory v) = _pick(seed);
        if (id == 0) return publish(seed);
        Phase phase = PhaseLib.phaseAt(v.schedule, block.timestamp);
        for (uint256 i; i < 4; ++i) {
            uint256 next = _part(seed, bytes32(i));
            next = next - next % tasks.taskCount() + id - 1;
            if (phase == Phase.Committing) commitAnswer(next);
            if (phase == Phase.Revealing) revealAnswer(next);
            if (phase == Phase.Verifying) submitReceipt(next);
            if (phase == Phase.VoteCommitting) commitVote(next);
            if (phase == Phase.VoteRevealing) revealVote(next);
        }
        if (phase == Phase.Revealing) {
            if (seed % 8 != 0) openHidden(id - 1);
            fixBeacon(id - 1);
        }
        if (phase == Phase.Verifying) drawPanel(id - 1);
        if (phase > Phase.Verifying) {
            refund(id - 1);
            settle(id - 1);
            if (isGrowing(id) || seed % 4 == 0) rollPanel(id - 1);
            if (rolled[id]) _advanceSecond(id, seed);
        }
        if (ended[id] != State.None) collect(id - 1);
        vm.warp(_nextEnd(v) + 1);
        vm.roll(block.number + 2);
    }

    function _advanceSecond(uint256 id, uint256 seed) private {
        if (ended[id] != State.None) return;
        drawPanel(id - 1);
        TaskView memory v = reader.getTask(id);
        if (v.panels < 2) return;
        uint256 sat = earlierSeats(id);
        for (uint256 i = sat; i < v.panel.length; ++i) {
            if (block.timestamp > v.ballotCommitEnd || _part(seed, bytes32(i)) % 8 == 0) continue;
            if (sealedVotes[id][v.panel[i]] == 0) {
                _doVote(id, v.panel[i], scoresOf(id, v.panel[i], 0));
            }
        }
        if (block.timestamp <= v.ballotCommitEnd) vm.warp(v.ballotCommitEnd + 1);
        for (uint256 i = sat; i < v.panel.length; ++i) {
            if (block.timestamp > v.ballotRevealEnd || sealedVotes[id][v.panel[i]] == 0) continue;
            if (!_isGone(id, v.panel[i])) {
                _doRevealVote(id, v.panel[i], scoresOf(id, v.panel[i], 0));
            }
        }
        settle(id - 1);
    }

    function _taskIn(uint256 seed, Phase phase)
        private
        view
        returns (uint256 id, TaskView memory v)
    {
        uint256 count = tasks.taskCount();
        for (uint256 i; i < count; ++i) {
            id = 1 + (seed % count + i) % count;
            if (ended[id] != State.None) continue;
            v = reader.getTask(id);
            if (PhaseLib.phaseAt(v.schedule, block.timestamp) == phase) return (id, v);
        }
        id = 0;
    }

    function _pick(uint256 seed) private view returns (uint256 id, TaskView memory v) {
        uint256 count = tasks.taskCount();
        for (uint256 i; i < count; ++i) {
            id = 1 + (seed % count + i) % count;
            if (ended[id] == State.None) return (id, reader.getTask(id));
        }
        id = 0;
    }

    function _openCount() private view returns (uint256 count) {
        for (uint256 id = 1; id <= tasks.taskCount(); ++id) {
            if (ended[id] == State.None) ++count;
        }
    }

    function _needsPanel(TaskView memory v) private pure returns (bool) {
        return v.quorum && v.terms.panelSize != 0 && v.agreed.laneSlots != NO_LANES;
    }

    function _isFinished(uint256 id, TaskView memory v) private view returns (bool) {
        if (!v.quorum) return false;
        if (v.receipts != v.terms.attesters && block.timestamp <= v.schedule.verifyEnd) {
            return false;
        }
        if (!_needsPanel(v)) return true;
        if (v.panels == 0) return block.timestamp > v.drawEnd;
        if (isGrowing(id)) return _isVoted(id, v) && !isToGrow(id);
        bool late = block.timestamp > v.schedule.settleEnd;
        if (v.panels == 1 && rolled[id]) return late;
        return _isVoted(id, v) && (v.panels == 2 || late || hasQuorum(id));
    }

    /// Whether no vote of the latest panel is to be waited for.
    function _isVoted(uint256 id, TaskView memory v) private view returns (bool) {
        IVoteModule.BallotView memory ballot = _latestBallot(id);
        uint256 all = (1 << ballot.ids.length) - 1;
        uint256 earlier = (1 << earlierSeats(id)) - 1;
        return earlier | ballot.revealed | ballot.gone == all || block.timestamp > v.ballotRevealEnd;
    }

    function _isGone(uint256 id, uint16 juror) private view returns (bool) {
        return (_latestBallot(id).gone >> _seatOf(id, juror)) & 1 != 0;
    }

    /// Whether the juror's round of a growing panel is over.
    function _sat(uint256 id, uint16 juror) private view returns (bool) {
        return _seatOf(id, juror) < earlierSeats(id);
    }

    function _isLost(TaskView memory v) private view returns (bool) {
        if (v.revealed == 0) return block.timestamp > v.schedule.revealEnd;
        if (v.conflicting) return v.terms.panelSize == 0 || block.timestamp > v.drawEnd;
        return !v.quorum && block.timestamp > v.schedule.verifyEnd;
    }

    function _hasAnswered(uint256 id, uint16 miner) private view returns (bool) {
        AnswerView[] memory answers = reader.getAnswers(id);
        for (uint256 i; i < answers.length; ++i) {
            if (answers[i].minerId == miner) return true;
        }
        return false;
    }

    function _nextEnd(TaskView memory v) private view returns (uint256) {
        uint40[9] memory ends = [
            v.schedule.thinkEnd,
            v.schedule.commitEnd,
            v.schedule.revealEnd,
            v.schedule.verifyEnd,
            v.schedule.voteCommitEnd,
            v.schedule.voteRevealEnd,
            v.schedule.settleEnd,
            v.ballotRevealEnd,
            v.growEnd
        ];
        for (uint256 i; i < ends.length; ++i) {
            if (block.timestamp <= ends[i]) return ends[i];
        }
        return block.timestamp;
    }

    function _part(uint256 seed, bytes32 what) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }
}
