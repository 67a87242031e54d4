// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {RewardDistributor} from "../../contracts/RewardDistributor.sol";
import {StakeManager} from "../../contracts/StakeManager.sol";
import {TaskManager} from "../../contracts/TaskManager.sol";
import {VoteModule} from "../../contracts/VoteModule.sol";
import {AnswerView, State, TaskView} from "../../contracts/types/TaskTypes.sol";
import {World} from "./World.sol";

/// @notice What must hold after every step, whoever took it.
abstract contract Invariants is Test {
    World internal world;
    PoIWToken internal token;
    StakeManager internal stakes;
    RewardDistributor internal distributor;
    VoteModule internal votes;
    TaskManager internal tasks;

    function _watch(World world_, bytes4[] memory steps) internal {
        world = world_;
        (address t, address s, address d, address v, address m) = world_.contracts();
        (token, stakes, distributor) = (PoIWToken(t), StakeManager(s), RewardDistributor(d));
        (votes, tasks) = (VoteModule(v), TaskManager(m));
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
        assertFalse(world.trespassed(), "an outsider passed a guarded door");
    }

    /// From wherever the run stopped: time and public calls alone empty every contract.
    function _drain() internal {
        vm.warp(block.timestamp + 8 * 365 days);
        for (uint256 id = 1; id <= tasks.taskCount(); ++id) {
            if (tasks.getTask(id).state != State.Open) continue;
            uint256 gas = gasleft();
            if (tasks.getTask(id).quorum) tasks.settle(id, world.referenceMedians(id));
            else tasks.refund(id);
            assertLt(gas - gasleft(), 10_000_000, "a step does not fit a block");
        }
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
            TaskView memory v = tasks.getTask(id);
            if (v.state != State.Open) continue;
            AnswerView[] memory answers = tasks.getAnswers(id);
            for (uint256 i; i < answers.length; ++i) {
                duties[answers[i].minerId] += v.terms.answerBond;
            }
            for (uint256 i; i < v.panel.length; ++i) {
                duties[v.panel[i]] += v.terms.answerBond;
            }
        }
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

    function _checkTask(uint256 id) private view {
        TaskView memory v = tasks.getTask(id);
        State ended = world.ended(id);
        assertEq(uint8(v.state), uint8(ended == State.None ? State.Open : ended), "not final");
        IVoteModule.VoteView[] memory list = votes.votesOf(id);
        for (uint256 i; i < list.length; ++i) {
            IVoteModule.VoteView memory one = list[i];
            if (one.committed && !one.revealed) {
                assertEq(one.commit, world.sealedVotes(id, one.jurorId), "a commit was replaced");
            }
            if (one.revealed) {
                assertEq(one.scores, world.openedScores(id, one.jurorId), "a vote was changed");
                assertTrue(world.sealedVotes(id, one.jurorId) != 0, "opened but never sealed");
            }
            address owner = stakes.ownerOf(one.jurorId);
            assertTrue(owner != v.publisher, "the publisher judges");
            _checkNoRival(id, owner);
        }
        _checkMedians(id, list);
    }

    function _checkNoRival(uint256 id, address owner) private view {
        AnswerView[] memory answers = tasks.getAnswers(id);
        for (uint256 i; i < answers.length; ++i) {
            assertTrue(answers[i].owner != owner, "a rival judges");
        }
    }

    /// No lane leaves what the jurors said about it.
    function _checkMedians(uint256 id, IVoteModule.VoteView[] memory list) private view {
        uint256 medians = uint256(world.referenceMedians(id));
        if (medians == 0) return;
        for (uint256 shift; shift < 32; shift += 8) {
            uint256 median = (medians >> shift) & 0xff;
            bool above;
            bool below;
            for (uint256 i; i < list.length; ++i) {
                if (!list[i].revealed) continue;
                uint256 score = (uint256(list[i].scores) >> shift) & 0xff;
                if (score >= median) above = true;
                if (score <= median) below = true;
            }
            assertTrue(above && below, "a median outside the votes");
        }
    }
}
