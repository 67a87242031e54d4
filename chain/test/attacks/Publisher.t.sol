// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {Receipt as TaskReceipt, Schedule, Terms} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";

/// @notice Having answers for nothing, or paying oneself.
contract PublisherAttackTest is Fixture {
    function test_refusingToOpenTheHiddenPartCostsTheStake() public {
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        uint256 before = token.balanceOf(publisher);
        uint256 id = _publish(t);
        Schedule memory s = _schedule(id);
        vm.warp(s.thinkEnd + 1);
        _commit(id, miners[0]);
        vm.warp(s.commitEnd + 1);
        _reveal(id, miners[0]);
        _fixBeacon(id);
        vm.warp(s.revealEnd + 1);
        address auto_ = _worker(autos[0]);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.HiddenNotOpen.selector, id));
        vm.prank(auto_);
        tasks.submitReceipt(id, _closedReceipt());
        vm.warp(s.verifyEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, id, s.verifyEnd));
        _openHidden(id);
        _refund(id);
        distributor.claim(publisher);
        assertEq(before - token.balanceOf(publisher), 50e18);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE);
        _assertClosed();
    }

    function test_anotherHiddenPartDoesNotOpen() public {
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        uint256 id = _publish(t);
        vm.warp(_schedule(id).commitEnd + 1);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.openHidden(id, keccak256("made up later"), HIDDEN_SALT);
    }

    function test_ownAnswersAreRefusedUnderEveryKey() public {
        address boss = makeAddr("boss");
        _joinAs(PEER, boss, publisher);
        uint256 id = _publish(_terms());
        vm.warp(_schedule(id).thinkEnd + 1);
        // By the publisher's own key as owner, by his employer's, by his employer as worker.
        _refusesAnswer(id, _joinAs(MINER, publisher, makeAddr("a")));
        _refusesAnswer(id, _joinAs(MINER, boss, makeAddr("b")));
        _refusesAnswer(id, _joinAs(MINER, makeAddr("c"), boss));
        // He leaves his employer and hires himself out to a straw man.
        vm.prank(boss);
        stakes.setWorker(12, makeAddr("d"));
        _refusesAnswer(id, _joinAs(MINER, makeAddr("straw man"), publisher));
    }

    function test_ownReceiptsAreRefusedUnderEveryKey() public {
        uint16 own = _joinAs(AUTO, publisher, makeAddr("own auto"));
        uint16 hired = _joinAs(AUTO, makeAddr("straw man"), publisher);
        uint256 id = _toVerifying(_terms(), 2, 2);
        for (uint256 i; i < 2; ++i) {
            uint16 auto_ = i == 0 ? own : hired;
            address worker = _worker(auto_);
            vm.expectRevert(abi.encodeWithSelector(ITaskManager.PublishersOwn.selector, auto_));
            vm.prank(worker);
            tasks.submitReceipt(id, _closedReceipt());
        }
    }

    /// Once somebody has answered, the terms he answered on stay, and cancelling is over.
    function test_cancellingAfterACommitFails() public {
        uint256 id = _publish(_terms());
        Schedule memory s = _schedule(id);
        vm.warp(s.thinkEnd + 1);
        _commit(id, miners[0]);
        uint256 before = token.balanceOf(publisher);
        vm.startPrank(publisher);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.AlreadyAnswered.selector, id));
        tasks.cancel(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.AlreadyAnswered.selector, id));
        tasks.extend(id, 1000);
        vm.stopPrank();
        vm.warp(s.commitEnd + 1);
        _reveal(id, miners[0]);
        _fixBeacon(id);
        vm.warp(s.revealEnd + 1);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(200));
        _submitAll(id, r, 3);
        _settle(id, 0);
        distributor.claim(publisher);
        // The reward is gone: he could not have the answer and the money.
        assertEq(token.balanceOf(publisher) - before, 50e18);
        assertEq(distributor.credits(_owner(miners[0])), 92e18);
        _assertClosed();
    }

    function _refusesAnswer(uint256 id, uint16 miner) private {
        address worker = _worker(miner);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.PublishersOwn.selector, miner));
        vm.prank(worker);
        tasks.commitAnswer(id, "x");
    }
}
