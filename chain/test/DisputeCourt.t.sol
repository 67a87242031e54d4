// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

contract DisputeCourtTest is CourtFixture {
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
        emit IDisputeCourt.Executed(id, 7, SAME, true);
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

    function test_deliberationIsAWordAStepAndOnlyTheSeated() public {
        uint256 id = _dispute();
        uint16[] memory ids = _drawCase(id);
        vm.prank(_worker(ids[0]));
        vm.expectEmit();
        emit IDisputeCourt.ExpertPosted(id, 1, ids[0], false, 0, "seal");
        court.post(id, 0, "seal");
        vm.prank(_worker(ids[0]));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WrongStep.selector, 0, 1));
        court.post(id, 0, "another");
        vm.prank(_worker(ids[0]));
        court.post(id, 1, "salt");
        // Each has steps of his own.
        vm.prank(_worker(ids[1]));
        court.post(id, 0, "seal");
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.NotOnPanel.selector, id, address(this))
        );
        court.post(id, 0, "seal");
        uint40 end = court.caseOf(id).commitEnd;
        vm.warp(end + 1);
        vm.prank(_worker(ids[0]));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, end));
        court.post(id, 2, "late");
    }

    function test_theSecondPanelStartsItsDeliberationAnew() public {
        uint256 id = _dispute();
        uint16[] memory ids = _drawCase(id);
        vm.prank(_worker(ids[0]));
        court.post(id, 0, "seal");
        vm.warp(court.caseOf(id).revealEnd + 1);
        court.rule(id, 0, 0);
        ids = _drawCase(id);
        vm.prank(_worker(ids[0]));
        vm.expectEmit();
        emit IDisputeCourt.ExpertPosted(id, 1, ids[0], true, 0, "seal");
        court.post(id, 0, "seal");
    }

    function test_withoutAQuorumThePanelIsDrawnOnceMore() public {
        uint256 id = _dispute();
        _silence(id);
        assertTrue(court.caseOf(id).rolled);
        assertEq(uint8(court.caseOf(id).stage), uint8(IDisputeCourt.Stage.Drawing));
        _rule(id, FLIP, 0);
        _proceed(id);
        assertEq(market.rulings(7), FLIP);
        assertEq(_spent(appellant), 15e18);
        _assertSettled();
    }

    function test_withoutAnyQuorumThingsStand() public {
        uint256 id = _dispute();
        _silence(id);
        _drawCase(id);
        vm.warp(court.caseOf(id).revealEnd + 1);
        vm.expectEmit();
        emit IDisputeCourt.NoQuorum(id, 1);
        court.rule(id, 0, 0);
        uint40 end = court.caseOf(id).appealEnd - 3 hours;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, end));
        _appeal(id);
        court.proceed(id);
        assertEq(market.rulings(7), SAME);
        assertEq(_spent(appellant), 0);
        _assertSettled();
    }

    function test_aTierNobodyMaySitOnChangesNothing() public {
        for (uint256 i; i < experts.length; ++i) {
            stakes.rateMember(experts[i], 0, 0, 0);
        }
        uint256 id = _dispute();
        _rule(id, FLIP, 0);
        _appeal(id);
        _proceed(id);
        for (uint256 i; i < 2; ++i) {
            assertEq(_drawCase(id).length, 0);
            court.rule(id, 0, 0);
        }
        court.proceed(id);
        assertEq(market.rulings(7), FLIP);
        // The appeal was not judged: its bond returns.
        assertEq(_spent(appellant), 15e18);
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
        assertEq(stakes.memberOf(ids[2]).staked, STAKE - 40e18);
        _proceed(id);
        _assertSettled();
    }

    function test_whoMayNotSit() public {
        // Barred by both keys, accused, inactive, and without stake for the seat.
        market.bar(_owner(experts[0]));
        market.bar(_worker(experts[1]));
        vm.prank(_owner(experts[3]));
        stakes.requestUnstake(experts[3], STAKE);
        vm.prank(_owner(experts[4]));
        stakes.requestUnstake(experts[4], 61e18);
        uint16 accused = experts[2];
        uint256 id = _dispute(accused, IEconomy.Fault.Timeout);
        for (uint8 tier = 1; tier <= 4; ++tier) {
            uint16[] memory ids = _rule(id, SAME, 0);
            for (uint256 i; i < ids.length; ++i) {
                for (uint256 j; j < 5; ++j) {
                    assertTrue(ids[i] != experts[j]);
                }
            }
            if (tier < 4) _appeal(id);
            if (tier < 4) _proceed(id);
        }
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

    function test_votesAreSealedAndOpenedInTheirWindows() public {
        uint256 id = _dispute();
        uint16[] memory ids = _drawCase(id);
        IDisputeCourt.Opening memory o = _opening(ids[0], FLIP, 0);
        address worker = _worker(ids[0]);
        vm.expectRevert(IDisputeCourt.ZeroCommit.selector);
        court.commitVote(id, 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotOnPanel.selector, id, stranger));
        vm.prank(stranger);
        court.commitVote(id, "commit");
        _seal(id, o);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadyCommitted.selector, ids[0]));
        vm.prank(worker);
        court.commitVote(id, "another");
        uint40 commitEnd = court.caseOf(id).commitEnd;
        uint40 revealEnd = court.caseOf(id).revealEnd;
        vm.warp(commitEnd);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOpen.selector, commitEnd));
        this.openFor(id, o);
        vm.warp(commitEnd + 1);
        address late = _worker(ids[1]);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, commitEnd));
        vm.prank(late);
        court.commitVote(id, "late");
        _refuseOpenings(id, ids);
        vm.warp(revealEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOver.selector, revealEnd));
        this.openFor(id, o);
    }

    function openFor(uint256 id, IDisputeCourt.Opening memory o) external {
        _open(id, o);
    }

    function _refuseOpenings(uint256 id, uint16[] memory ids) private {
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotSealed.selector, ids[1]));
        this.openFor(id, _opening(ids[1], FLIP, 0));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotSealed.selector, miners[0]));
        this.openFor(id, _opening(miners[0], FLIP, 0));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DirtyTail.selector, ids[0]));
        this.openFor(id, _opening(ids[0], bytes32(uint256(1 << 16)), 0));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DirtyTail.selector, ids[0]));
        this.openFor(id, _opening(ids[0], FLIP, 1));
        vm.expectPartialRevert(IDisputeCourt.VoteMismatch.selector);
        this.openFor(id, _opening(ids[0], SAME, 0));
    }

    function _disputeAnew(uint16 accused, IEconomy.Fault fault) private returns (uint256) {
        market.reopen(7);
        return _dispute(accused, fault);
    }
}
