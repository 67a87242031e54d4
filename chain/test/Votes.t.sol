// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Schedule, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract VotesTest is Fixture {
    uint256 internal id;
    uint16[] internal panel;
    Schedule internal s;

    function setUp() public override {
        super.setUp();
        (id, panel) = _toPanel(_terms());
        s = _schedule(id);
    }

    function test_drawsDistinctJurorsAndLocksTheirBonds() public view {
        assertEq(panel.length, 3);
        for (uint256 i; i < 3; ++i) {
            assertEq(stakes.memberOf(panel[i]).role, PEER);
            assertEq(_locked(panel[i]), 2e18);
            for (uint256 j; j < i; ++j) {
                assertTrue(panel[i] != panel[j]);
            }
        }
        assertEq(keccak256(abi.encode(reader.getTask(id).panel)), keccak256(abi.encode(panel)));
    }

    function test_drawRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.PanelAlreadyDrawn.selector, id));
        tasks.drawPanel(id);
        uint256 second = _toVerifying(_terms(), 2, 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoQuorum.selector, second));
        tasks.drawPanel(second);
        _submitAll(second, _closedReceipt(), 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoOpenLanes.selector, second));
        tasks.drawPanel(second);
        IVoteModule.PanelTerms memory terms;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotTaskManager.selector, address(this)));
        votes.openPanel(9, 0, terms);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotTaskManager.selector, address(this)));
        votes.closePanel(id, 0, 0, new address[](0));
        vm.prank(address(tasks));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.PanelAlreadyDrawn.selector, id));
        votes.openPanel(id, 0, terms);
    }

    function test_drawLeavesJurorsHalfTheWindow() public {
        uint256 second = _toVerifying(_terms(), 2, 2);
        _submitAll(second, _openReceipt(), 2);
        uint40 drawEnd = reader.getTask(second).drawEnd;
        assertEq(drawEnd, _schedule(second).verifyEnd + 50);
        vm.warp(drawEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, second, drawEnd));
        tasks.drawPanel(second);
        vm.warp(drawEnd);
        _draw(second);
    }

    function test_drawSkipsRivalsPublisherAndThePoor() public {
        // Of the four peers one belongs to a miner's owner, one to the publisher, one has no
        // stake left that is free.
        uint16 rival = _joinAs(PEER, _owner(miners[0]), makeAddr("rival"));
        uint16 own = _joinAs(PEER, publisher, makeAddr("own"));
        uint16 poor = _undrawn();
        vm.prank(_owner(poor));
        stakes.requestUnstake(poor, STAKE);
        Terms memory t = _terms();
        t.panelSize = 15;
        (, uint16[] memory drawn) = _toPanel(t);
        assertEq(drawn.length, 3);
        for (uint256 i; i < 3; ++i) {
            assertTrue(drawn[i] != rival && drawn[i] != own && drawn[i] != poor);
        }
    }

    function test_drawSkipsWhoCannotCoverTheBond() public {
        uint16 poor = _undrawn();
        vm.prank(_owner(poor));
        stakes.requestUnstake(poor, 50e18);
        Terms memory t = _terms();
        (t.panelSize, t.answerBond) = (15, 60e18);
        (, uint16[] memory drawn) = _toPanel(t);
        assertEq(drawn.length, 3);
        for (uint256 i; i < 3; ++i) {
            assertTrue(drawn[i] != poor);
        }
    }

    function test_latecomersAreNotDrawn() public {
        Terms memory t = _terms();
        t.panelSize = 15;
        uint256 second = _toVerifying(t, 2, 2);
        _submitAll(second, _openReceipt(), 2);
        uint16 late = _join(PEER, "late", 0);
        _draw(second);
        uint16[] memory drawn = _panel(second);
        assertEq(drawn.length, 4);
        for (uint256 i; i < 4; ++i) {
            assertTrue(drawn[i] != late);
        }
    }

    function test_commitsAndReveals() public {
        bytes32 commit = _voteCommit(id, panel[0], "");
        vm.expectEmit();
        emit IVoteModule.VoteCommitted(id, _worker(panel[0]), 0, commit);
        _vote(id, panel[0], "");
        vm.warp(s.voteCommitEnd + 1);
        vm.expectEmit();
        emit IVoteModule.VoteRevealed(id, panel[0], 0, "", _content(panel[0]), _salt(panel[0]));
        _revealVote(id, panel[0], "");
        IVoteModule.BallotView memory v = votes.ballotOf(id, 0);
        assertEq(v.revealed, 1);
        assertEq(v.weights[0], 1000);
        assertEq(v.lanes, 3);
        // The second time is no error: two relayers may race.
        _revealVote(id, panel[0], "");
    }

    function test_commitRefusals() public {
        vm.startPrank(_worker(panel[0]));
        vm.warp(s.voteCommitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.commitVote(id, 0, "x");
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.commitVote(id, 1, "x");
        vm.warp(s.voteCommitEnd);
        vm.expectRevert(IVoteModule.ZeroVoteCommit.selector);
        votes.commitVote(id, 0, 0);
        votes.commitVote(id, 0, "x");
        vm.expectPartialRevert(IVoteModule.VoteAlreadyCommitted.selector);
        votes.commitVote(id, 0, "y");
    }

    function test_revealRefusals() public {
        bytes32 word = bytes32(uint256(0x0102));
        _vote(id, panel[0], word);
        vm.warp(s.voteCommitEnd);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        _revealVote(id, panel[0], word);
        vm.warp(s.voteRevealEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        _revealVote(id, panel[0], word);
        vm.warp(s.voteRevealEnd);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[1], word);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 0xff));
        _revealVote(id, _undrawn(), word);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[0], bytes32(uint256(0x0103)));
        address[] memory workers = _workers(id);
        workers[1] = stranger;
        vm.expectRevert(IVoteModule.WrongWorkers.selector);
        votes.revealVotes(id, 0, workers, _opening(id, panel[0], word));
        _revealVote(id, panel[0], word);
    }

    function test_unusedLanesMustBeZero() public {
        bytes32 word = bytes32(uint256(1 << 16));
        vm.warp(s.verifyEnd + 1);
        _vote(id, panel[0], word);
        vm.warp(s.voteCommitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.DirtyTail.selector, panel[0]));
        _revealVote(id, panel[0], word);
    }

    function test_copiedVoteNeverOpens() public {
        bytes32 word = bytes32(uint256(0x0102));
        vm.warp(s.verifyEnd + 1);
        bytes32 commit = _voteCommit(id, panel[0], word);
        _vote(id, panel[0], word);
        vm.prank(_worker(panel[1]));
        votes.commitVote(id, 0, commit);
        vm.warp(s.voteCommitEnd + 1);
        IVoteModule.VoteOpening[] memory list = _opening(id, panel[0], word);
        list[0].seat = 1;
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        votes.revealVotes(id, 0, _workers(id), list);
    }

    /// Who shows his vote while others still seal theirs loses the seat, half of it to who tells.
    function test_anEarlyRevealIsSnitched() public {
        bytes32 word = bytes32(uint256(0x0102));
        _vote(id, panel[0], word);
        IVoteModule.VoteOpening memory opening = _opening(id, panel[0], word)[0];
        vm.expectEmit();
        emit IVoteModule.VoteSnitched(id, panel[0], 0, stranger);
        vm.prank(stranger);
        votes.snitch(id, 0, _workers(id), opening);
        assertEq(token.balanceOf(stranger), 1e18);
        assertEq(stakes.memberOf(panel[0]).staked, STAKE - 2e18);
        assertEq(_locked(panel[0]), 0);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        votes.snitch(id, 0, _workers(id), opening);
        opening.seat = 3;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 3));
        votes.snitch(id, 0, _workers(id), opening);
        vm.warp(s.voteCommitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.snitch(id, 0, _workers(id), opening);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[0], word);
    }

    function _undrawn() private view returns (uint16) {
        for (uint256 i; i < peers.length; ++i) {
            uint16 one = peers[i];
            if (one != panel[0] && one != panel[1] && one != panel[2]) return one;
        }
        revert("all drawn");
    }
}
