// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @notice How a case begins, climbs and ends.
contract DisputeCourtTest is CourtFixture {
    function test_fourTiersAndNoFifth() public {
        uint256 id = _dispute();
        for (uint8 tier = 1; tier <= 4; ++tier) {
            assertEq(court.caseOf(id).tier, tier);
            assertEq(_rule(id, tier % 2 == 0 ? SAME : FLIP, 0).length, court.seatsOf(tier));
            if (tier == 4) break;
            _appeal(id);
            _proceed(id);
        }
        uint40 end = court.caseOf(id).appealEnd - 3 hours;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, end));
        _appeal(id);
        court.proceed(id);
        assertEq(market.rulings(7), SAME);
        assertEq(uint8(court.caseOf(id).stage), uint8(IDisputeCourt.Stage.Closed));
        _assertSettled();
    }

    function test_disputesNeedAnOpenWindowAndAnAccused() public {
        vm.expectRevert(IDisputeCourt.FaultWithoutAccused.selector);
        _dispute(0, IEconomy.Fault.Fraud);
        _dispute();
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, 7));
        _dispute();
    }

    function test_stepsComeInTheirOrder() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.UnknownCase.selector, 1));
        court.draw(1);
        uint256 id = _dispute();
        assertEq(court.caseCount(), 1);
        uint40 beaconBlock = court.caseOf(id).beaconBlock;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.BeaconNotReady.selector, beaconBlock));
        court.draw(id);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeCourt.WrongStage.selector, id, IDisputeCourt.Stage.Drawing
            )
        );
        court.rule(id, 0, 0);
        // A block whose hash is gone is replaced.
        vm.roll(beaconBlock + 300);
        court.draw(id);
        assertEq(court.caseOf(id).beaconBlock, beaconBlock + 301);
        _rule(id, SAME, 0);
        uint40 end = court.caseOf(id).appealEnd;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOpen.selector, end));
        court.proceed(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NothingToDefend.selector, id));
        _defend(id);
        _appeal(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadyAppealed.selector, id));
        _appeal(id);
        _defend(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NothingToDefend.selector, id));
        _defend(id);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, end));
        _defend(id);
    }

    function test_appealsComeInTheFirstHalf() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        uint40 half = court.caseOf(id).appealEnd - 3 hours;
        vm.warp(half + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, half));
        _appeal(id);
        vm.warp(half);
        _appeal(id);
    }
}
