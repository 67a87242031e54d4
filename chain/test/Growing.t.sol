// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {State, TaskView, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice A panel of three that two more join while it is undecided, up to eleven.
contract GrowingTest is Fixture {
    bytes32 private constant YES = bytes32(uint256(0xdcdc));
    bytes32 private constant NO = bytes32(uint256(0x1414));
    /// For the first item, against the second.
    bytes32 private constant MIXED = bytes32(uint256(0x14dc));
    uint256 private constant PAY = uint256(18e18) / 11;

    uint256 private id;

    function setUp() public override {
        super.setUp();
        for (uint256 i = peers.length; i < 14; ++i) {
            peers.push(_join(PEER, "peer", i));
        }
        (id,) = _toPanel(_growing());
    }

    function test_threeWhoAgreeAreEnough() public {
        _round(YES, YES, YES);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoGrowth.selector, id));
        tasks.rollPanel(id, _workers(id));
        uint16[] memory panel = _panel(id);
        _settle(id, YES);
        for (uint256 i; i < 3; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), PAY);
        }
        // The seats that nobody needed: what they would have earned goes back.
        assertGt(distributor.credits(publisher), 50e18 + 8 * PAY);
        _assertClosed();
    }

    function test_oneUndecidedItemIsEnoughToGrow() public {
        _round(MIXED, MIXED, YES);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, MIXED, _workers(id));
        _grow();
        assertEq(_panel(id).length, 5);
        _round(MIXED, MIXED);
        _settle(id, MIXED);
        _assertClosed();
    }

    function test_growsToElevenWhereNobodySitsTwice() public {
        _round(YES, YES, NO);
        for (uint256 round = 1; round < 5; ++round) {
            tasks.rollPanel(id, _workers(id));
            assertTrue(reader.getTask(id).rolling);
            vm.roll(reader.getTask(id).beaconBlock + 1);
            vm.expectEmit(true, false, false, false);
            uint16[] memory none;
            address[] memory nobody;
            emit IVoteModule.PanelGrown(id, uint8(round), none, none, nobody, 0, 0);
            _draw(id);
            assertEq(votes.ballotOf(id, 0).left, 4 - round);
            _round(YES, NO);
        }
        uint16[] memory panel = _panel(id);
        assertEq(panel.length, 11);
        for (uint256 i; i < 11; ++i) {
            for (uint256 j; j < i; ++j) {
                assertTrue(panel[i] != panel[j]);
            }
        }
        assertEq(reader.getTask(id).panels, 5);
        assertEq(reader.getTask(id).growEnd, 0);
        // Six of eleven: still undecided, and there are no more seats.
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoGrowth.selector, id));
        tasks.rollPanel(id, _workers(id));
        _settle(id, YES);
        for (uint256 i; i < 11; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), PAY);
        }
        _assertClosed();
    }

    function test_withoutAQuorumItGrows() public {
        uint16 only = _panel(id)[0];
        _vote(id, only, YES);
        vm.warp(reader.getTask(id).ballotCommitEnd + 1);
        _revealVote(id, only, YES);
        vm.warp(_ballotEnd() + 1);
        _grow();
        _round(YES, YES);
        uint16 silent = _panel(id)[1];
        _settle(id, YES);
        assertEq(distributor.credits(_owner(silent)), 0);
        assertEq(stakes.memberOf(silent).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_whoeverIsSilentToTheEndLeavesTheLanesUncounted() public {
        for (uint256 round; round < 5; ++round) {
            if (round != 0) _grow();
            vm.warp(_ballotEnd() + 1);
        }
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, YES, _workers(id));
        _settle(id, 0);
        assertEq(distributor.credits(_owner(miners[0])), uint256(65e18) * 200 / 255);
        _assertClosed();
    }

    function test_whenNobodyAsksInTimeThePanelStands() public {
        _round(YES, YES, NO);
        uint40 growEnd = reader.getTask(id).growEnd;
        assertEq(growEnd, _schedule(id).voteRevealEnd + 100);
        vm.warp(growEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, YES, _workers(id));
        vm.warp(growEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoGrowth.selector, id));
        tasks.rollPanel(id, _workers(id));
        _settle(id, YES);
        _assertClosed();
    }

    function test_seatsAskedForAndNeverDrawnHoldUpNobody() public {
        _round(YES, YES, NO);
        tasks.rollPanel(id, _workers(id));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoRoll.selector, id));
        tasks.rollPanel(id, _workers(id));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, YES, _workers(id));
        vm.roll(reader.getTask(id).beaconBlock + 1);
        vm.warp(reader.getTask(id).growEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoGrowth.selector, id));
        tasks.drawPanel(id);
        _settle(id, YES);
        _assertClosed();
    }

    function test_aForgottenBlockIsChosenAnew() public {
        _round(YES, YES, NO);
        tasks.rollPanel(id, _workers(id));
        vm.roll(block.number + 300);
        tasks.drawPanel(id);
        assertEq(_panel(id).length, 3);
        assertEq(reader.getTask(id).beaconBlock, block.number + 1);
        vm.roll(block.number + 2);
        _draw(id);
        assertEq(_panel(id).length, 5);
    }

    function test_aRoundIsVotedInByItsOwnSeatsOnly() public {
        uint16 late = _panel(id)[2];
        _vote(id, _panel(id)[0], YES);
        _vote(id, _panel(id)[1], YES);
        _vote(id, late, NO);
        vm.warp(_schedule(id).voteCommitEnd + 1);
        _revealVote(id, _panel(id)[0], YES);
        IVoteModule.VoteOpening[] memory kept = _opening(id, late, NO);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, id));
        tasks.rollPanel(id, _workers(id));
        vm.warp(_schedule(id).voteRevealEnd + 1);
        address[] memory wrong = _workers(id);
        wrong[0] = stranger;
        vm.expectRevert(IVoteModule.WrongWorkers.selector);
        tasks.rollPanel(id, wrong);
        _grow();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 2));
        votes.snitch(id, 1, _workers(id), kept[0]);
        for (uint8 round; round < 3; round += 2) {
            vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
            votes.commitVote(id, round, YES);
            vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
            votes.snitch(id, round, _workers(id), kept[0]);
        }
        vm.warp(reader.getTask(id).ballotCommitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 2));
        votes.revealVotes(id, 1, _workers(id), kept);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.revealVotes(id, 0, _workers(id), kept);
    }

    function test_aSnitchedVoteOfALaterRoundIsVoid() public {
        _round(YES, YES, NO);
        _grow();
        uint16 early = _panel(id)[3];
        _vote(id, early, YES);
        vm.prank(stranger);
        votes.snitch(id, 1, _workers(id), _opening(id, early, YES)[0]);
        assertEq(stakes.memberOf(early).staked, STAKE - 2e18);
        _vote(id, _panel(id)[4], YES);
        vm.warp(reader.getTask(id).ballotCommitEnd + 1);
        _revealVote(id, _panel(id)[4], YES);
        _settle(id, YES);
        _assertClosed();
    }

    /// With nobody left to draw the panel has grown as far as it can.
    function test_whenNobodyIsLeftItStands() public {
        for (uint256 i; i < peers.length; ++i) {
            if (_seatOf(id, peers[i]) != 0xff) continue;
            vm.prank(_owner(peers[i]));
            stakes.requestUnstake(peers[i], STAKE);
        }
        _round(YES, YES, NO);
        _grow();
        assertEq(_panel(id).length, 3);
        assertEq(votes.ballotOf(id, 0).left, 0);
        assertEq(reader.getTask(id).panels, 2);
        tasks.settle(id, YES, _workers(id));
        _collectAll(id);
        assertEq(uint8(reader.getTask(id).state), uint8(State.Settled));
    }

    /// A first round that found nobody is followed like any other.
    function test_aRoundOfNobodyIsFollowed() public {
        for (uint256 i; i < peers.length; ++i) {
            vm.prank(_owner(peers[i]));
            stakes.requestUnstake(peers[i], 5e18);
        }
        uint256 first = id;
        Terms memory t = _growing();
        t.answerBond = 97e18;
        (id,) = _toPanel(t);
        assertEq(_panel(id).length, 0);
        peers.push(_join(PEER, "late", 0));
        peers.push(_join(PEER, "late", 1));
        _grow();
        assertEq(_panel(id).length, 2);
        _round(YES, YES);
        _settle(id, YES);
        assertEq(distributor.credits(_owner(peers[peers.length - 1])), PAY);
        assertEq(uint8(reader.getTask(first).state), uint8(State.Open));
    }

    function test_refusals() public {
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotTaskManager.selector, address(this)));
        votes.leavePanel(id, new address[](0));
        Terms memory t = _growing();
        t.panelSize = 5;
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.TermsOutOfRange.selector, bytes32("panelSize"), 5)
        );
        _publish(t);
        (t.panelSize, t.lane) = (3, 3);
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.TermsOutOfRange.selector, bytes32("lane"), 3)
        );
        _publish(t);
        // No epoch takes it in, and its panel can be drawn while verifying goes on.
        uint256[] memory ids = new uint256[](1);
        ids[0] = _toVerifying(_growing(), 2, 2);
        _submitAll(ids[0], _openReceipt(), 3);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoEpochTask.selector, ids[0]));
        votes.openEpoch(ids);
    }

    function _growing() private pure returns (Terms memory t) {
        t = _terms();
        t.lane = 2;
    }

    function _ballotEnd() private view returns (uint256) {
        return reader.getTask(id).ballotRevealEnd;
    }

    function _grow() private {
        tasks.rollPanel(id, _workers(id));
        vm.roll(reader.getTask(id).beaconBlock + 1);
        _draw(id);
    }

    function _round(bytes32 a, bytes32 b, bytes32 c) private {
        bytes32[] memory words = new bytes32[](3);
        (words[0], words[1], words[2]) = (a, b, c);
        _voteRound(words);
    }

    function _round(bytes32 a, bytes32 b) private {
        bytes32[] memory words = new bytes32[](2);
        (words[0], words[1]) = (a, b);
        _voteRound(words);
    }

    /// The latest round's seats vote, and open their votes.
    function _voteRound(bytes32[] memory words) private {
        TaskView memory v = reader.getTask(id);
        uint256 from = v.panel.length - words.length;
        for (uint256 i; i < words.length; ++i) {
            _vote(id, v.panel[from + i], words[i]);
        }
        vm.warp(v.ballotCommitEnd + 1);
        for (uint256 i; i < words.length; ++i) {
            _revealVote(id, v.panel[from + i], words[i]);
        }
    }
}
