// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {RewardDistributor} from "../../contracts/RewardDistributor.sol";
import {StakeManager} from "../../contracts/StakeManager.sol";
import {TaskManager} from "../../contracts/TaskManager.sol";
import {TaskPayouts} from "../../contracts/TaskPayouts.sol";
import {TaskReader} from "../../contracts/TaskReader.sol";
import {VoteModule} from "../../contracts/VoteModule.sol";
import {AnswerView, State, TaskView} from "../../contracts/types/TaskTypes.sol";
import {Outsiders} from "./Outsiders.sol";
import {RolesCheck} from "./RolesCheck.sol";

/// @notice What must hold after every step, whoever took it.
abstract contract Invariants is RolesCheck {
    PoIWToken internal token;
    StakeManager internal stakes;
    RewardDistributor internal distributor;
    VoteModule internal votes;
    TaskManager internal tasks;
    TaskPayouts internal payouts;
    TaskReader internal reader;

    function _watch(Outsiders world_, bytes4[] memory steps) internal {
        (address t, address s, address d, address v, address m, address p, address r) =
            world_.contracts();
        (payouts, reader) = (TaskPayouts(p), TaskReader(r));
        (token, stakes, distributor) = (PoIWToken(t), StakeManager(s), RewardDistributor(d));
        (votes, tasks) = (VoteModule(v), TaskManager(m));
        _watchRoles(world_);
        targetContract(address(world_));
        targetSelector(FuzzSelector(address(world_), steps));
    }

    /// One campaign checks everything: a campaign for each rule would cost a campaign each.
    function _checkAll() internal view {
        _checkMoney();
        _checkLocks();
        for (uint256 id = 1; id <= tasks.taskCount(); ++id) {
            _checkTask(id);
        }
        _checkOutsiders();
    }

    /// From wherever the run stopped: time and public calls alone empty every contract.
    function _drain() internal {
        _checkRolesOfAll();
        vm.warp(block.timestamp + 8 * 365 days);
        for (uint256 id = 1; id <= tasks.taskCount(); ++id) {
            uint256 gas = gasleft();
            if (reader.getTask(id).state == State.Open) _end(id);
            _collect(id);
            assertLt(gas - gasleft(), 10_000_000, "a step does not fit a block");
        }
        _drainMore();
        assertEq(token.balanceOf(address(tasks)), world.donated(address(tasks)), "escrow");
        address[] memory payees = world.payeeList();
        for (uint256 i; i < payees.length; ++i) {
            if (distributor.credits(payees[i]) != 0) distributor.claim(payees[i]);
        }
        assertEq(distributor.totalOwed(), 0, "owed");
        uint256 left = token.balanceOf(address(distributor));
        assertEq(left, world.donated(address(distributor)), "credits");
        for (uint16 id = 1; id <= world.memberTotal(); ++id) {
            _leave(id);
        }
        assertEq(token.balanceOf(address(stakes)), world.donated(address(stakes)), "stakes");
    }

    /// What else holds something in worlds with more than tasks of their own lane.
    function _drainMore() internal virtual {}

    /// The duties that come from something else than a task's answers and panels.
    function _addDuties(uint256[] memory duties) internal view virtual {}

    function _end(uint256 id) private {
        if (!reader.getTask(id).quorum) return tasks.refund(id);
        tasks.settle(id, world.referenceMedians(id), world.workersOf(id));
    }

    /// Slot by slot: what is left of one does not depend on the others.
    function _collect(uint256 id) private {
        uint8[] memory slot = new uint8[](1);
        for (slot[0] = 80; slot[0] > 0; --slot[0]) {
            payouts.collect(id, slot);
        }
        payouts.collect(id, slot);
    }

    function _leave(uint16 id) private {
        IStakeManager.Member memory m = stakes.memberOf(id);
        assertEq(m.locked, 0, "a duty outlived its task");
        vm.startPrank(m.owner);
        stakes.requestUnstake(id, m.staked - m.unstaking);
        vm.warp(block.timestamp + stakes.coolDown());
        if (m.staked != 0) stakes.withdraw(id);
        vm.stopPrank();
    }

    function _checkMoney() private view {
        uint256 escrow = token.balanceOf(address(tasks)) - world.donated(address(tasks));
        assertEq(escrow, world.escrowed(), "escrow");
        uint256 owed;
        address[] memory payees = world.payeeList();
        for (uint256 i; i < payees.length; ++i) {
            uint256 credits = distributor.credits(payees[i]);
            assertEq(
                credits + world.claimed(payees[i]), world.credited(payees[i]), "claims and credits"
            );
            owed += credits;
        }
        assertEq(owed, distributor.totalOwed(), "total owed");
        uint256 held = token.balanceOf(address(distributor)) - world.donated(address(distributor));
        assertEq(held, owed, "distributor");
        assertEq(token.balanceOf(address(votes)), 0, "votes hold no money");
        assertEq(token.totalSupply(), token.CAP() - world.burned(), "supply");
    }

    function _checkLocks() private view {
        uint16 total = world.memberTotal();
        uint256[] memory duties = new uint256[](uint256(total) + 1);
        for (uint256 id = 1; id <= tasks.taskCount(); ++id) {
            TaskView memory v = reader.getTask(id);
            if (v.state == State.None) continue;
            AnswerView[] memory answers = reader.getAnswers(id);
            for (uint256 i; i < answers.length; ++i) {
                if ((v.collected >> i) & 1 != 0) continue;
                duties[answers[i].minerId] += v.terms.answerBond;
            }
            _addSeats(id, v, duties);
        }
        _addDuties(duties);
        uint256 staked;
        for (uint16 id = 1; id <= total; ++id) {
            IStakeManager.Member memory m = stakes.memberOf(id);
            assertEq(m.locked, duties[id], "locked is not the sum of open duties");
            assertLe(uint256(m.locked) + m.unstaking, m.staked, "more promised than staked");
            staked += m.staked;
        }
        uint256 held = token.balanceOf(address(stakes)) - world.donated(address(stakes));
        assertEq(held, staked, "stakes");
    }

    function _addSeats(uint256 id, TaskView memory v, uint256[] memory duties) private view {
        for (uint8 round; round < world.ballotsOf(id); ++round) {
            IVoteModule.BallotView memory ballot = votes.ballotOf(id, round);
            for (uint256 seat; seat < ballot.ids.length; ++seat) {
                if ((ballot.gone >> seat) & 1 != 0) continue;
                if ((v.collected >> (32 + 21 * round + seat)) & 1 != 0) continue;
                duties[ballot.ids[seat]] += v.terms.answerBond;
            }
        }
    }

    function _checkTask(uint256 id) private view {
        TaskView memory v = reader.getTask(id);
        State ended = world.ended(id);
        assertEq(uint8(v.state), uint8(ended == State.None ? State.Open : ended), "not final");
        if (v.collected + 1 == 1 << 81) assertEq(world.escrowOf(id), 0, "not all was paid");
        bytes32[] memory words = new bytes32[](42);
        uint256 count;
        uint8 ballots = world.ballotsOf(id);
        for (uint8 round; round < ballots; ++round) {
            IVoteModule.BallotView memory ballot = votes.ballotOf(id, round);
            if (round + 1 == ballots) count = 0;
            for (uint256 seat; seat < ballot.ids.length; ++seat) {
                uint16 juror = ballot.ids[seat];
                if ((ballot.revealed >> seat) & 1 != 0) {
                    assertTrue(world.sealedVotes(id, juror) != 0, "opened but never sealed");
                    words[count++] = world.openedScores(id, juror);
                }
                address owner = stakes.ownerOf(juror);
                assertTrue(owner != v.publisher, "the publisher judges");
                _checkNoRival(id, owner);
            }
        }
        _checkMedians(id, words, count);
    }

    function _checkNoRival(uint256 id, address owner) private view {
        AnswerView[] memory answers = reader.getAnswers(id);
        for (uint256 i; i < answers.length; ++i) {
            assertTrue(answers[i].owner != owner, "a rival judges");
        }
    }

    /// No lane leaves what the jurors said about it.
    function _checkMedians(uint256 id, bytes32[] memory words, uint256 count) private view {
        uint256 medians = uint256(world.referenceMedians(id));
        if (medians == 0) return;
        for (uint256 shift; shift < 32; shift += 8) {
            uint256 median = (medians >> shift) & 0xff;
            if (median == 0) continue;
            bool above;
            bool below;
            for (uint256 i; i < count; ++i) {
                uint256 score = (uint256(words[i]) >> shift) & 0xff;
                if (score >= median) above = true;
                if (score != 0 && score <= median) below = true;
            }
            assertTrue(above && below, "a median outside the votes");
        }
    }
}
