// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Economy} from "../contracts/Economy.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {ITaskOutcomes} from "../contracts/interfaces/ITaskOutcomes.sol";
import {ITaskPayouts} from "../contracts/interfaces/ITaskPayouts.sol";
import {State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice Tasks at the seed's prices.
contract PricesTest is Fixture {
    function _newPrices(address reader_) internal override returns (IEconomy) {
        return new Economy(ITaskOutcomes(reader_), address(this));
    }

    /// seed 001, "Economic Investment": fee 10-200 TOS, reward, and half of it as stake.
    function test_publishingCostsRewardStakeAndFee() public {
        uint256 before = token.balanceOf(publisher);
        uint256 id = _publish(_terms());
        assertEq(before - token.balanceOf(publisher), 100e18 + 50e18 + 40e18);
        assertEq(token.balanceOf(address(tasks)), 150e18);
        assertEq(token.balanceOf(address(fees)), 40e18);
        assertEq(fees.feeOf(id).amount, 40e18);
    }

    /// seed 001, "Base Reward Table": an audit pays 50 to 200 TOS.
    function test_aKindHasItsRange() public {
        Terms memory t = _terms();
        t.reward = 50e18 - 1;
        vm.prank(publisher);
        vm.expectRevert(
            abi.encodeWithSelector(IEconomy.RewardOutOfRange.selector, 2, 50e18 - 1, 50e18, 200e18)
        );
        tasks.publish(t);
        t.kind = 4;
        vm.prank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.UnknownKind.selector, 4));
        tasks.publish(t);
    }

    function test_toppingUpPaysTheRestOfTheFee() public {
        uint256 id = _publish(_terms());
        uint256 before = token.balanceOf(publisher);
        vm.startPrank(publisher);
        tasks.topUp(id, 50e18);
        assertEq(before - token.balanceOf(publisher), 50e18 + 25e18 + 20e18);
        assertEq(fees.feeOf(id).left, 60e18);
        vm.expectPartialRevert(IEconomy.RewardOutOfRange.selector);
        tasks.topUp(id, 51e18);
    }

    /// seed 001, "Reputation System": "Master +30%", here of 92 TOS and from the fee.
    function test_bonusesOfASettledTask() public {
        stakes.grantRole(stakes.RATER(), address(this));
        uint256 id = _settleClosed(_terms(), 2);
        (uint16 minerId, uint256 pay, uint256 paid) = reader.minerShareOf(id, 0);
        assertEq(minerId, miners[0]);
        stakes.rateMember(miners[0], 9501, 10, 10);
        uint256 wanted = pay * 3000 / 10_000;
        uint256 most = 40e18 * pay / paid;
        assertEq(fees.claimBonus(id, 0), wanted < most ? wanted : most);
        vm.expectRevert(abi.encodeWithSelector(ITaskOutcomes.NoAnswerAt.selector, id, 2));
        reader.minerShareOf(id, 2);
        vm.warp(_schedule(id).settleEnd + 30 days + 1);
        fees.sweep(id);
        assertEq(token.balanceOf(address(fees)), 0);
        _assertClosed();
    }

    function test_anUnansweredTasksFeeIsTheTreasurys() public {
        uint256 id = _publish(_terms());
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.NotEnded.selector, id));
        fees.claimBonus(id, 0);
        vm.warp(_schedule(id).revealEnd + 1);
        _refund(id);
        assertEq(fees.sweep(id), 40e18);
        assertEq(distributor.credits(treasury), 40e18);
        _assertClosed();
    }

    /// seed 001, "Dynamic Adjustment": what really happened to tasks moves the suggestion.
    function test_refundedTasksRaiseTheSuggestion() public {
        uint256[] memory ids = new uint256[](5);
        for (uint256 i; i < 5; ++i) {
            ids[i] = _publish(_terms());
        }
        uint40 settleEnd = _schedule(ids[0]).settleEnd;
        vm.warp(settleEnd);
        for (uint256 i; i < 5; ++i) {
            _refund(ids[i]);
        }
        prices.count(ids);
        (State state, uint8 kind, uint40 end) = reader.outcomeOf(ids[0]);
        assertEq(uint8(state), uint8(State.Refunded));
        assertEq(kind, 2);
        assertEq(end, settleEnd);
        uint256 epoch = settleEnd / 1 days;
        // The rows were set in this very epoch, and move from the next one on.
        vm.warp((epoch + 2) * 1 days);
        vm.expectPartialRevert(IEconomy.AlreadyAdjusted.selector);
        prices.adjust(2, epoch);
    }
}
