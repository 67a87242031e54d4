// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Economy} from "../../contracts/Economy.sol";
import {FeeVault} from "../../contracts/FeeVault.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IRewardRoots} from "../../contracts/interfaces/IRewardRoots.sol";
import {ExactTransfer} from "../../contracts/libraries/ExactTransfer.sol";
import {State} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";
import {Ends} from "../harness/Ends.sol";
import {FeeToken, HookToken, Refuser} from "../harness/HostileTokens.sol";

/// @notice Payees whose code throws at what they get hold up themselves alone.
contract RefusingPayeeTest is Fixture {
    function _newToken() internal override returns (PoIWToken) {
        return new HookToken();
    }

    function test_refusingPayeesBlockNobody() public {
        address owner = _owner(miners[0]);
        _makeRefuse(owner);
        _makeRefuse(publisher);
        _makeRefuse(treasury);
        _settleClosed(_terms(), 2);
        address other = _owner(miners[1]);
        uint256 due = distributor.credits(other);
        assertGt(due, 0);
        distributor.claim(other);
        assertEq(token.balanceOf(other), due);
        address[3] memory refusers = [owner, publisher, treasury];
        for (uint256 i; i < 3; ++i) {
            due = distributor.credits(refusers[i]);
            assertGt(due, 0);
            vm.expectRevert(Refuser.Refused.selector);
            distributor.claim(refusers[i]);
            assertEq(distributor.credits(refusers[i]), due);
        }
        uint256 before = token.balanceOf(owner);
        due = distributor.credits(owner);
        Refuser(owner).accept();
        distributor.claim(owner);
        assertEq(token.balanceOf(owner) - before, due);
        _assertClosed();
    }

    function test_aRefusingMemberKeepsNobodysStake() public {
        address[2] memory owners = [_owner(miners[0]), _owner(miners[1])];
        _makeRefuse(owners[0]);
        for (uint256 i; i < 2; ++i) {
            vm.prank(owners[i]);
            stakes.requestUnstake(miners[i], STAKE);
        }
        vm.warp(block.timestamp + COOL_DOWN);
        vm.prank(owners[0]);
        vm.expectRevert(Refuser.Refused.selector);
        stakes.withdraw(miners[0]);
        vm.prank(owners[1]);
        stakes.withdraw(miners[1]);
        assertEq(token.balanceOf(owners[1]), STAKE);
        assertEq(stakes.memberOf(miners[0]).unstaking, STAKE);
        _assertClosed();
    }

    function _makeRefuse(address who) private {
        vm.etch(who, type(Refuser).runtimeCode);
        vm.prank(who);
        HookToken(address(token)).hook();
    }
}

/// @notice The contracts are made for PoIWToken, which takes no fee. What a token would do that
/// started to take one: stakes and streams refuse it, of a task nobody is credited more than arrived,
/// and what is short is the fee and nothing else.
contract FeeTokenTest is Fixture {
    uint256 private constant BPS = 100;

    function _newToken() internal override returns (PoIWToken) {
        return new FeeToken();
    }

    function test_creditsAreNeverMoreThanArrived() public {
        distributor.grantRole(distributor.PAYER(), address(this));
        _setFee(BPS);
        token.transfer(address(distributor), 10e18);
        bytes memory refusal =
            abi.encodeWithSelector(IRewardDistributor.OverFunded.selector, 10e18, 9.9e18);
        vm.expectRevert(refusal);
        distributor.credit(1, _credit(10e18));
        assertEq(distributor.totalOwed(), 0);
        distributor.credit(1, _credit(9.9e18));
        distributor.claim(stranger);
        // The payee bears the fee of his own claim, and the purse is empty, not overdrawn.
        assertEq(token.balanceOf(stranger), 9.801e18);
        assertEq(token.balanceOf(address(distributor)), 0);
    }

    /// A task paid in before the fee and one after it: neither can be paid out while it lasts.
    function test_aTasksEscrowIsNotCreditedShort() public {
        uint256 whole = _toVerifying(_terms(), 2, 2);
        _setFee(BPS);
        uint256 short = _toVerifying(_terms(), 2, 2);
        assertEq(token.balanceOf(address(tasks)), 150e18 + 148.5e18);
        vm.warp(_schedule(whole).revealEnd + 1);
        _submitAll(whole, _closedReceipt(), 3);
        vm.warp(_schedule(short).revealEnd + 1);
        _submitAll(short, _closedReceipt(), 3);
        tasks.settle(whole, 0, _workers(whole));
        tasks.settle(short, 0, _workers(short));
        uint8[] memory one = new uint8[](1);
        for (uint256 id = whole; id <= short; ++id) {
            vm.expectPartialRevert(IRewardDistributor.OverFunded.selector);
            payouts.collect(id, one);
        }
        assertEq(distributor.totalOwed(), 0);
        assertEq(token.balanceOf(address(tasks)), 298.5e18);
        // Once it is over everybody is paid but the last, who is short of the fee.
        _setFee(0);
        _collectAll(whole);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        this.collectAll(short);
        token.transfer(address(tasks), 1.5e18);
        _collectAll(short);
        assertEq(distributor.totalOwed(), 300e18);
        _assertClosed();
    }

    function test_aFeeVaultPaysOutWhatArrivedOrNothing() public {
        Ends ends = new Ends();
        Economy economy = new Economy(ends, address(this));
        FeeVault vault =
            new FeeVault(token, stakes, ends, distributor, economy, address(this), treasury);
        distributor.grantRole(distributor.PAYER(), address(vault));
        _setFee(BPS);
        for (uint256 task = 5; task <= 6; ++task) {
            ends.set(task, State.Refunded, 2, uint40(block.timestamp));
            token.transfer(address(vault), 20e18);
            vault.onFee(task, 20e18);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IRewardDistributor.OverFunded.selector, 20e18, 19.8e18)
        );
        vault.sweep(5);
        assertEq(distributor.credits(treasury), 0);
        _setFee(0);
        assertEq(vault.sweep(5), 20e18);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        vault.sweep(6);
        assertEq(distributor.totalOwed(), token.balanceOf(address(distributor)));
        assertEq(token.balanceOf(address(vault)), 19.6e18);
    }

    /// Neither funds nor the bond of a root enter a stream short: credits are never held up for it.
    function test_aStreamTakesNothingShortOfAFee() public {
        token.approve(address(distributor), 2000e18);
        distributor.grantRole(distributor.EPOCHS(), address(this));
        distributor.postEpoch("stream", 1, IRewardRoots.EpochData("root", 1, 1, 0, 1));
        _setFee(BPS);
        vm.expectRevert(_receivedLess(99e18, 100e18));
        distributor.fundStream("stream", 100e18);
        vm.expectRevert(_receivedLess(990e18, 1000e18));
        distributor.proposeRoot("stream", 1, "root", 0);
        assertEq(distributor.rootFunds(), 0);
        assertEq(token.balanceOf(address(distributor)), 0);
        _setFee(0);
        distributor.fundStream("stream", 100e18);
        assertEq(distributor.rootFunds(), 100e18);
    }

    /// Stake of one member is never paid from another's: what does not arrive whole is no stake.
    function test_stakeIsNotTakenShortOfAFee() public {
        _setFee(BPS);
        token.approve(address(stakes), 2 * STAKE);
        address worker = makeAddr("late worker");
        vm.expectRevert(_receivedLess(STAKE - 1e18, STAKE));
        stakes.register(MINER, STAKE, worker, 0);
        vm.expectRevert(_receivedLess(99e18, 100e18));
        stakes.topUp(miners[0], 100e18);
        assertEq(stakes.idOfWorker(worker), 0);
        assertEq(stakes.freeStake(miners[0]), STAKE);
        assertEq(token.balanceOf(address(stakes)), uint256(STAKE) * 11);
    }

    function collectAll(uint256 id) external {
        _collectAll(id);
    }

    function _setFee(uint256 bps) private {
        FeeToken(address(token)).setFee(bps);
    }

    function _receivedLess(uint256 got, uint256 asked) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ExactTransfer.ReceivedLess.selector, got, asked);
    }

    function _credit(uint96 amount) private view returns (IRewardDistributor.Credit[] memory list) {
        list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(stranger, MINER, amount);
    }
}
