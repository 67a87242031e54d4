// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Economy} from "../contracts/Economy.sol";
import {FeeVault} from "../contracts/FeeVault.sol";
import {IFeeVault} from "../contracts/interfaces/IFeeVault.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";
import {State} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";
import {Ends} from "./harness/Ends.sol";

contract FeeVaultTest is Fixture {
    FeeVault internal vault;
    Economy internal economy;
    Ends internal ends;

    function setUp() public override {
        super.setUp();
        ends = new Ends();
        economy = new Economy(ends, address(this));
        vault = new FeeVault(token, stakes, ends, distributor, economy, address(this), treasury);
        distributor.grantRole(distributor.PAYER(), address(vault));
        stakes.grantRole(stakes.RATER(), address(this));
        ends.set(5, State.Settled, 2, uint40(block.timestamp + 1 days));
        ends.share(5, 0, miners[0], 40e18, 65e18);
        ends.share(5, 1, miners[1], 25e18, 65e18);
        token.transfer(address(vault), 20e18);
        vm.expectEmit();
        emit IFeeVault.FeeTaken(5, 20e18);
        vault.onFee(5, 20e18);
    }

    /// seed 001, "Reputation System": "Expert +20%".
    function test_theFeePaysTheBonus() public {
        stakes.rateMember(miners[0], 9000, 10, 10);
        vm.expectEmit();
        emit IFeeVault.BonusPaid(5, 0, miners[0], 8e18);
        vm.prank(stranger);
        assertEq(vault.claimBonus(5, 0), 8e18);
        assertEq(distributor.credits(_owner(miners[0])), 8e18);
        assertEq(vault.feeOf(5).left, 12e18);
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.BonusClaimed.selector, 5, 0));
        vault.claimBonus(5, 0);
    }

    function test_aBonusNeverTakesAnothersPartOfTheFee() public {
        token.transfer(address(vault), 6.5e18);
        ends.share(6, 0, miners[0], 40e18, 65e18);
        ends.share(6, 1, miners[1], 25e18, 65e18);
        vault.onFee(6, 6.5e18);
        stakes.rateMember(miners[0], 9600, 10, 10);
        stakes.rateMember(miners[1], 9600, 10, 10);
        assertEq(vault.claimBonus(6, 0), 4e18);
        assertEq(vault.claimBonus(6, 1), 2.5e18);
        assertEq(vault.feeOf(6).left, 0);
    }

    function test_beginnersHaveNoBonus() public {
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.NoBonus.selector, 5, 1));
        vault.claimBonus(5, 1);
        // A level gained before the sweep still counts.
        stakes.rateMember(miners[1], 7100, 10, 10);
        assertEq(vault.claimBonus(5, 1), 2.5e18);
    }

    function test_theRestIsTheTreasurys() public {
        stakes.rateMember(miners[0], 9000, 10, 10);
        vault.claimBonus(5, 0);
        uint40 end = uint40(block.timestamp + 31 days);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.SweepTooEarly.selector, 5, end));
        vault.sweep(5);
        vm.warp(end + 1);
        vm.expectEmit();
        emit IFeeVault.FeeSwept(5, 12e18);
        assertEq(vault.sweep(5), 12e18);
        assertEq(distributor.credits(treasury), 12e18);
        assertEq(token.balanceOf(address(vault)), 0);
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.NothingLeft.selector, 5));
        vault.sweep(5);
        stakes.rateMember(miners[1], 9000, 10, 10);
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.NoBonus.selector, 5, 1));
        vault.claimBonus(5, 1);
    }

    function test_aRefundedTasksFeeIsSweptAtOnce() public {
        ends.set(5, State.Open, 2, uint40(block.timestamp));
        vm.warp(block.timestamp + 365 days);
        vm.expectPartialRevert(IFeeVault.SweepTooEarly.selector);
        vault.sweep(5);
        ends.set(5, State.Refunded, 2, uint40(block.timestamp + 1 days));
        assertEq(vault.sweep(5), 20e18);
    }

    function test_onlyTheCollectorBringsFees() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IFeeVault.NotCollector.selector, stranger));
        vault.onFee(9, 1);
        vm.expectRevert(IRewardDistributor.ZeroPayee.selector);
        new FeeVault(token, stakes, ends, distributor, economy, address(this), address(0));
    }
}
