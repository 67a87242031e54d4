// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @notice Items that experts read because a block's hash said so.
contract AuditsTest is CourtFixture {
    /// Two items: one the peers accepted, one they rejected.
    bytes32 private constant SAID = bytes32(uint256(0x01c8));
    bytes32 private constant FIRST = bytes32(uint256(0xff));
    bytes32 private constant BOTH = bytes32(uint256(0xffff));
    bytes32 private constant CAPS = bytes32(uint256(0x5050));
    uint40 private _end;

    function setUp() public override {
        super.setUp();
        _end = uint40(block.timestamp) + 1 days;
        market.endAt(_end);
    }

    function test_theFirstCallChoosesABlockAndTheNextDraws() public {
        market.decide(7, SAID, BOTH, CAPS);
        uint40 beaconBlock = uint40(block.number + 1);
        vm.expectEmit();
        emit IDisputeCourt.AuditArmed(7, beaconBlock);
        assertEq(court.audit(7), 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.BeaconNotReady.selector, beaconBlock));
        court.audit(7);
        // A block whose hash is gone is replaced.
        vm.roll(beaconBlock + 300);
        assertEq(court.audit(7), 0);
        assertEq(court.docketOf(7).beaconBlock, beaconBlock + 301);
        vm.roll(beaconBlock + 302);
        uint256 id = court.audit(7);
        assertEq(id, 1);
        assertTrue(court.docketOf(7).drawn);
        assertEq(court.docketOf(7).caseId, id);
        assertTrue(market.closed(7));
        IDisputeCourt.Case memory c = court.caseOf(id);
        assertEq(c.tier, 1);
        assertEq(c.commitEnd, _end);
        assertEq(c.ruling, SAID & c.used);
        assertEq(c.used & FIRST, FIRST);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AuditOver.selector, 7));
        court.audit(7);
    }

    /// An accepted item is always read, a rejected one of 80 points among equals one time in four.
    function test_rejectedItemsAreReadByLot() public {
        uint256 read;
        for (uint256 task = 1; task <= 200; ++task) {
            market.decide(task, bytes32(uint256(1)), FIRST, FIRST);
            if (_audited(task) != 0) ++read;
            else assertFalse(market.closed(task));
        }
        assertEq(court.caseCount(), read);
        assertGt(read, 25);
        assertLt(read, 80);
    }

    function test_nothingIsDrawnAfterTheWindow() public {
        market.decide(7, SAID, BOTH, CAPS);
        court.audit(7);
        vm.roll(block.number + 2);
        vm.warp(_end + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, 7));
        court.audit(7);
    }

    function test_anAuditReadsTheDrawnItemsAloneAndMovesNoMoney() public {
        uint256 id = _auditOfFirst();
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VotingOpen.selector, _end));
        court.draw(id);
        uint16[] memory ids = _seated(id);
        assertEq(ids.length, 3);
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](3);
        bytes32 invalid = bytes32(uint256(0x14));
        for (uint256 i; i < 3; ++i) {
            list[i] = _opening(ids[i], invalid, 0);
            _seal(id, list[i]);
        }
        vm.warp(court.caseOf(id).commitEnd + 1);
        list[0].scores = bytes32(uint256(0x1414));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DirtyTail.selector, ids[0]));
        court.revealVotes(id, list);
        list[0].scores = invalid;
        court.revealVotes(id, list);
        court.rule(id, invalid, 0);
        // What was not read stays what the peers said.
        vm.expectEmit();
        emit IDisputeCourt.Executed(id, 7, bytes32(uint256(0x0114)), false);
        _proceed(id);
        assertEq(market.rulings(7), bytes32(uint256(0x0114)));
        assertEq(market.served(7, 2), _owner(ids[2]));
        assertEq(court.insurance(), 0);
        assertEq(distributor.totalOwed(), 0);
        _assertSettled();
    }

    function test_anAuditIsAppealedLikeARuling() public {
        uint256 id = _auditOfFirst();
        _seated(id);
        _ruleSeated(id, bytes32(uint256(0x14)), 0);
        _appeal(id);
        _defend(id);
        _proceed(id);
        _rule(id, SAID & FIRST, 0);
        _proceed(id);
        assertEq(market.rulings(7), SAID);
        // The defender of the audit pays the seven; nothing of the audit itself was bonded.
        assertEq(_spent(appellant), 0);
        assertEq(_spent(defender), 70e18);
        assertEq(court.insurance(), 0);
        _assertSettled();
    }

    function test_withoutAQuorumAnAuditChangesNothing() public {
        uint256 id = _auditOfFirst();
        _seated(id);
        for (uint256 again; again < 2; ++again) {
            if (again == 1) _drawCase(id);
            vm.warp(court.caseOf(id).revealEnd + 1);
            court.rule(id, 0, 0);
        }
        court.proceed(id);
        assertEq(market.rulings(7), SAID);
        _assertSettled();
    }

    function test_aDisputeTakesTheAuditsPlace() public {
        uint256 id = _auditOfFirst();
        assertEq(_dispute(miners[0], IEconomy.Fault.Timeout), id);
        IDisputeCourt.Case memory c = court.caseOf(id);
        assertEq(c.used, BOTH);
        assertEq(c.ruling, SAID);
        assertEq(c.tier, 1);
        assertEq(court.roundOf(id, 1).appellant, appellant);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, 7));
        _dispute();
        // It waits for nobody.
        _rule(id, SAID, 0);
        _proceed(id);
        assertEq(_spent(appellant), 30e18);
        assertEq(stakes.memberOf(miners[0]).holds, 0);
        _assertSettled();
    }

    function test_whatIsDisputedIsDrawnAllTheSame() public {
        market.decide(7, SAID, BOTH, CAPS);
        uint256 id = _dispute();
        assertEq(_audited(7), id);
        assertEq(court.caseCount(), 1);
        assertEq(court.caseOf(id).used, BOTH);
    }

    /// Or else whoever disputes first could keep a task out of the lot.
    function test_thePanelOfADisputeIsDrawnTogetherWithTheLot() public {
        market.decide(7, SAID, BOTH, CAPS);
        uint256 id = _dispute();
        _drawCase(id);
        assertTrue(court.docketOf(7).drawn);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AuditOver.selector, 7));
        court.audit(7);
    }

    function test_onceTheWindowIsOverAnAuditCannotBeTakenOver() public {
        uint256 id = _auditOfFirst();
        _seated(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, 7));
        _dispute();
    }

    /// mechanism, "Experts": 2, 4, 8, 16 times the least stake; 120, 200, 400 labels above 80, 85 and
    /// 90 %.
    function test_higherTiersAskForStakeAndRecord() public {
        for (uint256 i; i < experts.length; ++i) {
            stakes.rateMember(experts[i], 9600, 199, 20);
        }
        uint256 id = _dispute();
        for (uint8 tier = 1; tier <= 3; ++tier) {
            assertEq(_drawn(id), tier < 3 ? court.seatsOf(tier) : 0);
            if (tier < 3) _appealSeated(id);
        }
        for (uint256 i; i < experts.length; ++i) {
            stakes.rateMember(experts[i], i < 20 ? 9000 : 8500, 400, 20);
            if (i < 5) _unstake(experts[i], 81e18);
        }
        court.rule(id, 0, 0);
        uint16[] memory ids = _drawCase(id);
        assertEq(ids.length, 15);
        for (uint256 i; i < ids.length; ++i) {
            assertEq(stakes.memberOf(ids[i]).rate, 9000);
            assertEq(stakes.memberOf(ids[i]).unstaking, 0);
        }
    }

    function _unstake(uint16 id, uint96 amount) private {
        vm.prank(_owner(id));
        stakes.requestUnstake(id, amount);
    }

    function _drawn(uint256 id) private returns (uint256) {
        return _drawCase(id).length;
    }

    function _appealSeated(uint256 id) private {
        _ruleSeated(id, SAME, 0);
        _appeal(id);
        _proceed(id);
    }

    /// An audit of task 7 that drew the accepted item and not the other.
    function _auditOfFirst() private returns (uint256 id) {
        for (uint256 i; i < 64; ++i) {
            market.decide(7, SAID, BOTH, CAPS);
            uint256 snapshot = vm.snapshotState();
            vm.roll(block.number + i);
            id = _audited(7);
            if (court.caseOf(id).used == FIRST) return id;
            vm.revertToState(snapshot);
        }
        revert("the lot never left the other out");
    }

    function _audited(uint256 task) private returns (uint256) {
        court.audit(task);
        vm.roll(block.number + 2);
        return court.audit(task);
    }

    /// The window passes, and the panel is drawn.
    function _seated(uint256 id) private returns (uint16[] memory) {
        vm.warp(_end + 1);
        return _drawCase(id);
    }
}
