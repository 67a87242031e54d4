// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @notice What a case costs its sides, and what its experts earn.
contract CourtBondsTest is CourtFixture {
    /// seed 001, "AI Levels: Standard/Advanced/Specialist/Master" and "5-20 TOS per validation";
    /// mechanism, "Appeals": 3, 7, 15, 31.
    function test_tiersAndTheirPrices() public view {
        uint256[4] memory seats = [uint256(3), 7, 15, 31];
        uint256[4] memory fees = [uint256(5e18), 10e18, 15e18, 20e18];
        for (uint8 i; i < 4; ++i) {
            assertEq(court.seatsOf(i + 1), seats[i]);
            assertEq(court.feeOf(i + 1), fees[i]);
            assertEq(court.costOf(i + 1), seats[i] * fees[i]);
        }
    }

    function test_aRightDisputeCostsNothingWhenInsured() public {
        court.fundInsurance(100e18);
        uint256 id = _dispute();
        assertTrue(market.closed(7));
        uint16[] memory ids = _rule(id, FLIP, 0);
        vm.expectEmit();
        emit IDisputeCourt.Executed(id, 7, FLIP, false);
        _proceed(id);
        assertEq(market.rulings(7), FLIP);
        assertEq(_spent(appellant), 0);
        assertEq(court.insurance(), 85e18);
        for (uint256 i; i < 3; ++i) {
            assertEq(distributor.credits(_owner(ids[i])), 5e18);
        }
        _assertSettled();
    }

    function test_aRightDisputeUninsuredPaysTheExpertsOnly() public {
        court.fundInsurance(10e18);
        uint256 id = _dispute();
        _rule(id, FLIP, 0);
        _proceed(id);
        assertEq(_spent(appellant), 5e18);
        assertEq(court.insurance(), 0);
        _assertSettled();
    }

    function test_aWrongDisputeCostsTwiceTheTier() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        _proceed(id);
        assertEq(market.rulings(7), SAME);
        assertEq(_spent(appellant), 30e18);
        assertEq(court.insurance(), 15e18);
        _assertSettled();
    }

    function test_anAppealThatLosesPaysTheDefender() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        vm.expectEmit();
        emit IDisputeCourt.Appealed(id, 2, appellant, 140e18);
        _appeal(id);
        vm.expectEmit();
        emit IDisputeCourt.Defended(id, 2, defender, 70e18);
        _defend(id);
        _proceed(id);
        assertEq(_rule(id, SAME, 0).length, 7);
        _proceed(id);
        assertEq(_spent(appellant), 170e18);
        assertEq(_spent(defender), -70e18);
        assertEq(court.insurance(), 15e18);
        _assertSettled();
    }

    function test_anAppealThatWinsIsPaidByTheDefender() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        _appeal(id);
        _defend(id);
        _proceed(id);
        _rule(id, FLIP, 0);
        _proceed(id);
        // The first dispute was right after all; nobody had opposed it, its experts were wrong.
        assertEq(_spent(appellant), 0);
        assertEq(_spent(defender), 70e18);
        assertEq(court.insurance(), 0);
        _assertSettled();
    }

    function test_oneSidedFundingNeverDecides() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        _appeal(id);
        _proceed(id);
        // Nobody defended; the next tier judges all the same.
        assertEq(uint8(court.caseOf(id).stage), uint8(IDisputeCourt.Stage.Drawing));
        assertEq(court.caseOf(id).ruling, SAME);
        _rule(id, SAME, 0);
        _proceed(id);
        assertEq(_spent(appellant), 170e18);
        assertEq(court.insurance(), 85e18);
        _assertSettled();
    }

    function test_whoeverDisagreesWithTheFinalWordIsNotPaid() public {
        uint256 id = _dispute(miners[0], IEconomy.Fault.Timeout);
        uint16[] memory ids = _drawCase(id);
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](3);
        list[0] = _opening(ids[0], SAME, 0);
        list[1] = _opening(ids[1], SAME, 0);
        list[2] = _opening(ids[2], SAME, 255);
        for (uint256 i; i < 3; ++i) {
            _seal(id, list[i]);
        }
        vm.warp(court.caseOf(id).commitEnd + 1);
        court.revealVotes(id, list);
        // Opening again changes nothing.
        court.revealVotes(id, list);
        vm.expectRevert(IDisputeCourt.BadHint.selector);
        court.rule(id, FLIP, 0);
        vm.expectRevert(IDisputeCourt.BadHint.selector);
        court.rule(id, SAME, 255);
        court.rule(id, SAME, 0);
        _proceed(id);
        assertEq(distributor.credits(_owner(ids[0])), 5e18);
        assertEq(distributor.credits(_owner(ids[2])), 0);
        assertEq(court.insurance(), 20e18);
        _assertSettled();
    }

    function test_silenceCostsTheSeat() public {
        uint256 id = _dispute();
        uint16[] memory ids = _drawCase(id);
        assertEq(_locked(ids[0]), 40e18);
        for (uint256 i; i < 2; ++i) {
            _seal(id, _opening(ids[i], FLIP, 0));
        }
        vm.warp(court.caseOf(id).commitEnd + 1);
        for (uint256 i; i < 2; ++i) {
            _open(id, _opening(ids[i], FLIP, 0));
        }
        uint40 end = court.caseOf(id).revealEnd;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOpen.selector, end));
        court.rule(id, FLIP, 0);
        vm.warp(end + 1);
        court.rule(id, FLIP, 0);
        assertEq(stakes.memberOf(ids[2]).staked, 120e18);
        _proceed(id);
        _assertSettled();
    }
}
