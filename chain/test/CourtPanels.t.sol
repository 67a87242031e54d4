// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @notice Who sits on a panel, and what it may say when.
contract CourtPanelsTest is CourtFixture {
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

    function test_whoMayNotSit() public {
        // Barred by both keys, accused, inactive, and without stake for the seat.
        market.bar(_owner(experts[0]));
        market.bar(_worker(experts[1]));
        vm.prank(_owner(experts[3]));
        stakes.requestUnstake(experts[3], 160e18);
        vm.prank(_owner(experts[4]));
        stakes.requestUnstake(experts[4], 121e18);
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
}
