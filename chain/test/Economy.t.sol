// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Test} from "forge-std/Test.sol";
import {Economy} from "../contracts/Economy.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {State} from "../contracts/types/TaskTypes.sol";
import {Ends} from "./harness/Ends.sol";

contract EconomyTest is Test {
    uint256 private constant START = 20_000;

    Economy internal economy;
    Ends internal ends;
    address internal stranger = makeAddr("stranger");
    uint256 private nextTask = 1;

    function setUp() public {
        vm.warp(START * 1 days);
        ends = new Ends();
        economy = new Economy(ends, address(this));
    }

    /// seed 001, "Base Reward Table": "Code Syntax Check 5 TOS 1.0-2.0 5-10 TOS".
    function test_seedSyntaxRow() public {
        _row(0, 5e18, 10e18);
    }

    /// seed 001, "Base Reward Table": "Data Statistical Analysis 15 TOS 1.0-3.0 15-45 TOS".
    function test_seedStatisticsRow() public {
        _row(1, 15e18, 45e18);
    }

    /// seed 001, "Base Reward Table": "Security Vulnerability Audit 50 TOS 1.0-4.0 50-200 TOS".
    function test_seedAuditRow() public {
        _row(2, 50e18, 200e18);
    }

    /// seed 001, "Base Reward Table": "Algorithm Optimization Design 100 TOS 1.0-5.0 100-500 TOS".
    function test_seedOptimizationRow() public {
        _row(3, 100e18, 500e18);
    }

    /// seed 001, "Economic Investment": "Task Publication Fee: 10-200 TOS (based on complexity)".
    function test_seedPublicationFee() public view {
        assertEq(economy.feeOf(5e18), 10e18);
        assertEq(economy.feeOf(25e18), 10e18);
        assertEq(economy.feeOf(100e18), 40e18);
        assertEq(economy.feeOf(500e18), 200e18);
        assertEq(economy.feeOf(10_000e18), 200e18);
    }

    /// seed 001, "Reputation System": "Skilled +10%", "Expert +20%", "Master +30%".
    function test_seedLevelBonuses() public view {
        uint256 ample = 1000e18;
        assertEq(economy.bonusOf(0, 50e18, 50e18, ample), 0);
        assertEq(economy.bonusOf(1, 50e18, 50e18, ample), 5e18);
        assertEq(economy.bonusOf(2, 50e18, 50e18, ample), 10e18);
        assertEq(economy.bonusOf(3, 50e18, 50e18, ample), 15e18);
        assertEq(economy.bonusOf(3, 50e18, 0, ample), 0);
    }

    function testFuzz_bonusesNeverExceedTheFee(
        uint96[5] memory pays,
        uint8[5] memory levels,
        uint96 fee
    ) public view {
        uint256 paid;
        uint256 bonuses;
        for (uint256 i; i < 5; ++i) {
            paid += pays[i];
        }
        for (uint256 i; i < 5; ++i) {
            bonuses += economy.bonusOf(levels[i] % 4, pays[i], paid, fee);
        }
        assertLe(bonuses, fee);
    }

    /// seed 000, "Slashing Conditions" and "CASE A"; seed 001, "Economic Constraints"; mechanism 4.8.
    function test_penalties() public view {
        _penalty(IEconomy.Fault.AnswerDisproved, 5000, 0, 0, false);
        _penalty(IEconomy.Fault.NotRevealed, 10_000, 0, 0, false);
        _penalty(IEconomy.Fault.CheckFailed, 0, 0, 200, false);
        _penalty(IEconomy.Fault.Timeout, 0, 500, 0, false);
        _penalty(IEconomy.Fault.DisputeLost, 0, 500, 500, false);
        _penalty(IEconomy.Fault.Plagiarism, 10_000, 1000, 0, false);
        _penalty(IEconomy.Fault.Equivocation, 10_000, 2000, 0, false);
        _penalty(IEconomy.Fault.Collusion, 10_000, 3000, 0, false);
        _penalty(IEconomy.Fault.Fraud, 10_000, 5000, 0, true);
    }

    /// seed 001, "Dynamic Adjustment": "Low task completion rate -> Automatically increase rewards".
    function test_lowCompletionRaisesTheReward() public {
        _end(2, 10, 5);
        _adjustNext(2);
        assertEq(economy.suggestedReward(2), 55e18);
    }

    /// seed 001, "Dynamic Adjustment": "High task completion rate -> Appropriately reduce rewards".
    function test_highCompletionReducesItDownToTheBase() public {
        _end(2, 10, 5);
        _adjustNext(2);
        _end(2, 10, 10);
        _adjustNext(2);
        assertEq(economy.suggestedReward(2), 52.25e18);
        _end(2, 10, 10);
        _adjustNext(2);
        assertEq(economy.suggestedReward(2), 50e18);
    }

    function test_theSuggestionStaysInItsRow() public {
        for (uint256 i; i < 10; ++i) {
            _end(0, 5, 0);
            _adjustNext(0);
        }
        assertEq(economy.suggestedReward(0), 10e18);
        assertEq(economy.suggestedReward(1), 15e18);
    }

    function test_aFairRateOrASmallSampleMovesNothing() public {
        _end(2, 10, 6);
        _adjustNext(2);
        _end(2, 10, 9);
        _adjustNext(2);
        _end(2, 4, 0);
        _adjustNext(2);
        assertEq(economy.suggestedReward(2), 50e18);
    }

    function test_adjustsOnceAnEpochAfterTheCounting() public {
        uint256 epoch = START + 1;
        vm.warp((epoch + 2) * 1 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.EpochNotOver.selector, epoch));
        economy.adjust(2, epoch);
        vm.warp((epoch + 2) * 1 days);
        vm.expectEmit();
        emit IEconomy.Adjusted(2, epoch, 10_000);
        economy.adjust(2, epoch);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.AlreadyAdjusted.selector, 2, epoch));
        economy.adjust(2, epoch);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.UnknownKind.selector, 4));
        economy.adjust(4, epoch);
    }

    function test_countsEndedTasksOnce() public {
        uint256[] memory one = new uint256[](1);
        one[0] = 300;
        vm.expectRevert(abi.encodeWithSelector(IEconomy.NotEnded.selector, 300));
        economy.count(one);
        ends.set(300, State.Open, 1, uint40(START * 1 days));
        vm.expectRevert(abi.encodeWithSelector(IEconomy.NotEnded.selector, 300));
        economy.count(one);
        ends.set(300, State.Settled, 1, uint40(START * 1 days));
        vm.expectEmit();
        emit IEconomy.Counted(300, 1, START, true);
        economy.count(one);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.AlreadyCounted.selector, 300));
        economy.count(one);
        one[0] = 301;
        ends.set(301, State.Refunded, 1, uint40(START * 1 days));
        economy.count(one);
        IEconomy.Outcome memory outcome = economy.outcomeOf(1, START);
        assertEq(outcome.ended, 2);
        assertEq(outcome.completed, 1);
    }

    function test_governanceMovesPricesWithinBounds() public {
        vm.expectEmit();
        emit IEconomy.RowSet(0, 6e18, 15_000);
        economy.setRow(0, 6e18, 15_000);
        assertEq(economy.rowOf(0).base, 6e18);
        economy.setRow(4, 20e18, 20_000);
        assertEq(economy.kindCount(), 5);
        _row(4, 20e18, 40e18);
        vm.expectRevert(abi.encodeWithSelector(IEconomy.UnknownKind.selector, 6));
        economy.setRow(6, 20e18, 20_000);
        vm.expectEmit();
        emit IEconomy.FeeSet(2000, 10e18, 100e18);
        economy.setFee(2000, 10e18, 100e18);
        assertEq(economy.feeOf(100e18), 20e18);
        _outOfBounds("base", 5e18 - 1);
        economy.setRow(0, 5e18 - 1, 20_000);
        _outOfBounds("base", 100e18 + 1);
        economy.setRow(0, 100e18 + 1, 20_000);
        _outOfBounds("maxFactor", 9999);
        economy.setRow(0, 5e18, 9999);
        _outOfBounds("maxFactor", 50_001);
        economy.setRow(0, 5e18, 50_001);
        _outOfBounds("rateBps", 10_001);
        economy.setFee(10_001, 10e18, 200e18);
        _outOfBounds("least", 10e18 - 1);
        economy.setFee(4000, 10e18 - 1, 200e18);
        _outOfBounds("most", 200e18 + 1);
        economy.setFee(4000, 10e18, 200e18 + 1);
        _outOfBounds("most", 20e18 - 1);
        economy.setFee(4000, 20e18, 20e18 - 1);
    }

    function test_aNarrowerRowPullsTheSuggestionIn() public {
        for (uint256 i; i < 3; ++i) {
            _end(2, 5, 0);
            _adjustNext(2);
        }
        assertEq(economy.rowOf(2).factor, 13_310);
        economy.setRow(2, 50e18, 12_000);
        assertEq(economy.suggestedReward(2), 60e18);
    }

    function test_onlyGovernanceSetsPrices() public {
        vm.startPrank(stranger);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        economy.setRow(0, 5e18, 20_000);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        economy.setFee(4000, 10e18, 200e18);
    }

    function _row(uint8 kind, uint256 low, uint256 high) private {
        assertEq(economy.suggestedReward(kind), low);
        assertEq(economy.quote(kind, low), economy.feeOf(low));
        assertEq(economy.quote(kind, high), economy.feeOf(high));
        _outOfRange(kind, low - 1, low, high);
        economy.quote(kind, low - 1);
        _outOfRange(kind, high + 1, low, high);
        economy.quote(kind, high + 1);
    }

    function _outOfRange(uint8 kind, uint256 reward, uint256 low, uint256 high) private {
        vm.expectRevert(
            abi.encodeWithSelector(IEconomy.RewardOutOfRange.selector, kind, reward, low, high)
        );
    }

    function _outOfBounds(bytes32 parameter, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(IEconomy.OutOfBounds.selector, parameter, value));
    }

    function _penalty(IEconomy.Fault fault, uint16 bond, uint16 stake, uint16 reputation, bool ban)
        private
        view
    {
        IEconomy.Penalty memory p = economy.penaltyOf(fault);
        assertEq(p.bond, bond);
        assertEq(p.stake, stake);
        assertEq(p.reputation, reputation);
        assertEq(p.ban, ban);
    }

    /// Ends tasks in the current epoch.
    function _end(uint8 kind, uint256 ended, uint256 completed) private {
        uint256[] memory ids = new uint256[](ended);
        for (uint256 i; i < ended; ++i) {
            ids[i] = nextTask++;
            State state = i < completed ? State.Settled : State.Refunded;
            ends.set(ids[i], state, kind, uint40(block.timestamp + 1 days));
        }
        economy.count(ids);
    }

    function _adjustNext(uint8 kind) private {
        uint256 epoch = block.timestamp / 1 days + 1;
        vm.warp((epoch + 2) * 1 days);
        economy.adjust(kind, epoch);
    }
}
