// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @notice Which tier may convict of what, and what a conviction costs.
contract CourtFaultsTest is CourtFixture {
    /// mechanism 4.8: "plagiarism confirmed by Specialist tier: full + 10% stake".
    function test_plagiarismNeedsTheSpecialists() public {
        uint16 accused = miners[0];
        uint256 id = _dispute(accused, IEconomy.Fault.Plagiarism);
        assertEq(stakes.memberOf(accused).holds, 1);
        _rule(id, SAME, 255);
        _proceed(id);
        assertEq(stakes.memberOf(accused).holds, 0);
        assertEq(stakes.memberOf(accused).staked, STAKE);
        id = _disputeAnew(accused, IEconomy.Fault.Plagiarism);
        for (uint8 tier = 1; tier < 3; ++tier) {
            _rule(id, SAME, tier % 2 == 1 ? 0 : 255);
            _appeal(id);
            _proceed(id);
        }
        _rule(id, SAME, 128);
        vm.expectEmit();
        emit IDisputeCourt.Executed(id, 101, SAME, true);
        _proceed(id);
        assertEq(stakes.memberOf(accused).staked, 90e18);
        assertFalse(stakes.memberOf(accused).banned);
        _assertSettled();
    }

    /// seed 000: "Data breach/Misuse -50% stake + Ban"; seed 001: "permanent ban".
    function test_fraudIsForTheMastersAndBans() public {
        uint16 accused = miners[0];
        for (uint256 again; again < 2; ++again) {
            uint256 id = _disputeAnew(accused, IEconomy.Fault.Fraud);
            for (uint8 tier = 1; tier <= 4; ++tier) {
                _rule(id, SAME, 200);
                if (tier < 4) _appeal(id);
                if (tier < 4) _proceed(id);
            }
            court.proceed(id);
            assertTrue(stakes.memberOf(accused).banned);
        }
        assertEq(stakes.memberOf(accused).staked, 25e18);
        _assertSettled();
    }

    function test_aFaultWithoutAStakePenaltyTakesNone() public {
        uint256 id = _dispute(miners[0], IEconomy.Fault.CheckFailed);
        _rule(id, SAME, 255);
        _proceed(id);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE);
    }

    function test_collusionIsForTheMasters() public {
        uint256 id = _dispute(miners[0], IEconomy.Fault.Collusion);
        _rule(id, SAME, 255);
        _proceed(id);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE);
    }

    function _disputeAnew(uint16 accused, IEconomy.Fault fault) private returns (uint256) {
        // A task is disputed once.
        vm.prank(appellant);
        return court.dispute(100 + court.caseCount(), accused, fault, "evidence");
    }
}
