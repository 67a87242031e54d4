// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {RewardDistributor} from "../contracts/RewardDistributor.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";

contract RewardDistributorTest is Test {
    PoIWToken internal token;
    RewardDistributor internal distributor;
    address internal payee = makeAddr("payee");

    function setUp() public {
        token = new PoIWToken(address(this), 100e18);
        distributor = new RewardDistributor(token, address(this));
        distributor.grantRole(distributor.PAYER(), address(this));
    }

    function _list(address to, uint96 amount)
        private
        pure
        returns (IRewardDistributor.Credit[] memory list)
    {
        list = new IRewardDistributor.Credit[](2);
        list[0] = IRewardDistributor.Credit(to, 2, amount);
        list[1] = IRewardDistributor.Credit(address(0), 3, 0);
    }

    function test_creditsAndClaims() public {
        token.transfer(address(distributor), 7e18);
        vm.expectEmit();
        emit IRewardDistributor.Credited(payee, 9, 2, 7e18);
        distributor.credit(9, _list(payee, 7e18));
        assertEq(distributor.credits(payee), 7e18);
        vm.expectEmit();
        emit IRewardDistributor.Claimed(payee, 7e18);
        vm.prank(makeAddr("anyone"));
        assertEq(distributor.claim(payee), 7e18);
        assertEq(token.balanceOf(payee), 7e18);
        assertEq(distributor.credits(payee), 0);
        assertEq(distributor.totalOwed(), 0);
    }

    function test_aClaimPaysOnce() public {
        token.transfer(address(distributor), 20e18);
        distributor.credit(1, _list(payee, 7e18));
        distributor.claim(payee);
        vm.expectRevert(abi.encodeWithSelector(IRewardDistributor.NothingToClaim.selector, payee));
        distributor.claim(payee);
        assertEq(token.balanceOf(payee), 7e18);
    }

    function test_creditsOfManyTasksAddUp() public {
        token.transfer(address(distributor), 9e18);
        distributor.credit(1, _list(payee, 7e18));
        distributor.credit(2, _list(payee, 2e18));
        assertEq(distributor.credits(payee), 9e18);
        assertEq(distributor.totalOwed(), 9e18);
    }

    /// What streams hold backs no credit.
    function test_creditsAreNotPaidFromStreams() public {
        token.approve(address(distributor), 30e18);
        distributor.fundStream("stream", 30e18);
        vm.expectRevert(abi.encodeWithSelector(IRewardDistributor.OverFunded.selector, 1, 0));
        distributor.credit(1, _list(payee, 1));
        token.transfer(address(distributor), 2e18);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardDistributor.OverFunded.selector, 2e18 + 1, 2e18)
        );
        distributor.credit(1, _list(payee, 2e18 + 1));
        distributor.credit(1, _list(payee, 2e18));
    }

    function test_neverOwesMoreThanItHolds() public {
        token.transfer(address(distributor), 7e18);
        distributor.credit(1, _list(payee, 7e18));
        vm.expectRevert(
            abi.encodeWithSelector(IRewardDistributor.OverFunded.selector, 7e18 + 1, 7e18)
        );
        distributor.credit(2, _list(payee, 1));
    }

    function test_refusesNothingToClaim() public {
        vm.expectRevert(abi.encodeWithSelector(IRewardDistributor.NothingToClaim.selector, payee));
        distributor.claim(payee);
    }

    function test_refusesAZeroPayee() public {
        vm.expectRevert(IRewardDistributor.ZeroPayee.selector);
        distributor.credit(1, _list(address(0), 1));
    }

    function test_onlyThePayerCredits() public {
        bytes32 role = distributor.PAYER();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, payee, role
            )
        );
        vm.prank(payee);
        distributor.credit(1, _list(payee, 1));
    }
}
