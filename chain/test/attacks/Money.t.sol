// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {ITaskPayouts} from "../../contracts/interfaces/ITaskPayouts.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {PayoutLib} from "../../contracts/libraries/PayoutLib.sol";
import {Receipt as TaskReceipt, Terms} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";

/// @notice Being paid twice, leaving before the bill, living on crumbs.
contract MoneyAttackTest is Fixture {
    function test_claimsPayOnceAndOnlyTheOwner() public {
        _settleClosed(_terms(), 2);
        address owner = _owner(miners[0]);
        uint256 due = distributor.credits(owner);
        vm.startPrank(stranger);
        assertEq(distributor.claim(owner), due);
        assertEq(token.balanceOf(owner), due);
        assertEq(token.balanceOf(stranger), 0);
        vm.expectRevert(abi.encodeWithSelector(IRewardDistributor.NothingToClaim.selector, owner));
        distributor.claim(owner);
        assertEq(token.balanceOf(owner), due);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardDistributor.NothingToClaim.selector, stranger)
        );
        distributor.claim(stranger);
    }

    /// However often and by whom a slot is asked for, it pays its owner once.
    function testFuzz_collectingPaysEverySlotOnce(uint8[] memory first, uint8[] memory second)
        public
    {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _closedReceipt(), 3);
        uint8[] memory one = new uint8[](1);
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.NotEnded.selector, id));
        payouts.collect(id, one);
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.NotEnded.selector, id));
        payouts.sharesOf(id);
        tasks.settle(id, 0, _workers(id));
        vm.startPrank(stranger);
        payouts.collect(id, _within(first));
        payouts.collect(id, _within(second));
        payouts.collect(id, _within(first));
        vm.stopPrank();
        assertLe(distributor.totalOwed(), 150e18);
        _collectAll(id);
        assertEq(distributor.totalOwed(), 150e18);
        assertEq(distributor.credits(_owner(miners[0])), payouts.sharesOf(id).miners[0]);
        one[0] = 81;
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.NoSlot.selector, id, 81));
        payouts.collect(id, one);
        _collectAll(id);
        assertEq(distributor.totalOwed(), 150e18);
        _assertClosed();
    }

    function test_onlyPayoutsTouchTheEscrow() public {
        uint256 id = _settleClosed(_terms(), 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotPayouts.selector, address(this)));
        tasks.takeSlots(id, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotPayouts.selector, address(this)));
        votes.takeEpochSeats(1, 1, new uint256[](0));
    }

    function _within(uint8[] memory slots) private pure returns (uint8[] memory) {
        for (uint256 i; i < slots.length; ++i) {
            slots[i] %= 81;
        }
        return slots;
    }

    function test_nobodyLeavesBeforeTheSlash() public {
        Terms memory t = _terms();
        t.answerBond = 15e18;
        uint16 miner = miners[0];
        uint256 id = _publish(t);
        vm.warp(_schedule(id).thinkEnd + 1);
        _commit(id, miner);
        vm.startPrank(_owner(miner));
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 85e18, STAKE));
        stakes.requestUnstake(miner, STAKE);
        stakes.requestUnstake(miner, 85e18);
        vm.warp(block.timestamp + COOL_DOWN);
        stakes.withdraw(miner);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 0, 15e18));
        stakes.requestUnstake(miner, 15e18);
        vm.stopPrank();
        _refund(id);
        assertEq(stakes.memberOf(miner).staked, 0);
        assertEq(token.balanceOf(_owner(miner)), 85e18);
        _assertClosed();
    }

    /// Stake on its way out is not bond for new work.
    function test_stakeOnItsWayOutBacksNothing() public {
        Terms memory t = _terms();
        t.answerBond = 20e18;
        vm.prank(_owner(miners[0]));
        stakes.requestUnstake(miners[0], 85e18);
        uint256 id = _publish(t);
        vm.warp(_schedule(id).thinkEnd + 1);
        bytes32 commit = _answerCommit(id, miners[0]);
        address worker = _worker(miners[0]);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 15e18, 20e18));
        vm.prank(worker);
        tasks.commitAnswer(id, commit);
    }

    /// Whatever the amount, crumbs go back to the publisher, never to who splits or repeats.
    function testFuzz_crumbsGoBack(uint96 reward, uint8 first, uint8 second) public {
        Terms memory t = _terms();
        t.reward = uint96(bound(reward, 1, 1000e18));
        t.answerBond = 0;
        uint256 id = _toVerifying(t, 2, 2);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(first) | (uint256(second) << 8));
        _submitAll(id, r, 3);
        _settle(id, 0);
        uint256 pool = t.reward - uint256(t.reward) * 800 / 10_000;
        uint256 total = uint256(first) + second;
        if (total == 0) total = 1;
        uint256 a = distributor.credits(_owner(miners[0]));
        uint256 b = distributor.credits(_owner(miners[1]));
        assertEq(a, pool * first / total);
        assertEq(b, pool * second / total);
        assertLe(a + b, pool);
        assertGe(distributor.credits(publisher), t.reward / 2 + (pool - a - b));
        _assertClosed();
    }

    function testFuzz_splittingAnAnswerNeverPaysMore(uint96 reward, uint8 a, uint8 b, uint8 rival)
        public
        pure
    {
        uint256[] memory whole = new uint256[](2);
        uint256[] memory split = new uint256[](3);
        (whole[0], whole[1]) = (uint256(a) + b, rival);
        (split[0], split[1], split[2]) = (a, b, rival);
        uint256[] memory one = _shares(reward, whole);
        uint256[] memory two = _shares(reward, split);
        assertLe(two[0] + two[1], one[0]);
    }

    function _shares(uint96 reward, uint256[] memory points)
        private
        pure
        returns (uint256[] memory)
    {
        PayoutLib.Input memory input;
        (input.reward, input.minersBps, input.peersBps) = (reward, 6500, 1800);
        (input.networkBps, input.points, input.attesters) = (800, points, 3);
        return PayoutLib.settle(input).miners;
    }
}
