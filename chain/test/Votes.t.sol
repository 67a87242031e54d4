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
        assertEq(keccak256(abi.encode(tasks.getTask(id).panel)), keccak256(abi.encode(panel)));
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
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotTaskManager.selector, address(this)));
        votes.openPanel(9, IVoteModule.PanelTerms(0, 3, 0, 4, new address[](0)));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotTaskManager.selector, address(this)));
        votes.closePanel(id, 0, 0);
    }

    function test_drawLeavesJurorsHalfTheWindow() public {
        uint256 second = _toVerifying(_terms(), 2, 2);
        _submitAll(second, _openReceipt(), 2);
        uint40 drawEnd = tasks.getTask(second).drawEnd;
        assertEq(drawEnd, _schedule(second).verifyEnd + 50);
        vm.warp(drawEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, second, drawEnd));
        tasks.drawPanel(second);
        vm.warp(drawEnd);
        tasks.drawPanel(second);
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
        tasks.drawPanel(second);
        (, uint16[] memory drawn,) = votes.panelOf(second);
        assertEq(drawn.length, 4);
        for (uint256 i; i < 4; ++i) {
            assertTrue(drawn[i] != late);
        }
    }

    function test_commitsAndReveals() public {
        vm.warp(s.verifyEnd + 1);
        bytes32 commit = _voteCommit(id, panel[0], "");
        vm.expectEmit();
        emit IVoteModule.VoteCommitted(id, panel[0], _worker(panel[0]), commit);
        _vote(id, panel[0], "");
        assertEq(votes.votesOf(id)[0].commit, commit);
        vm.warp(s.voteCommitEnd + 1);
        vm.expectEmit();
        emit IVoteModule.VoteRevealed(id, panel[0], "", _content(panel[0]), _salt(panel[0]));
        _revealVote(id, panel[0], "");
        IVoteModule.VoteView memory v = votes.votesOf(id)[0];
        assertTrue(v.revealed);
        assertEq(v.commit, 0);
        assertEq(v.weight, 1000);
        // The second time is no error: two relayers may race.
        _revealVote(id, panel[0], "");
    }

    function test_commitRefusals() public {
        address worker = _worker(panel[0]);
        vm.startPrank(worker);
        vm.warp(s.verifyEnd);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.commitVote(id, "x");
        vm.warp(s.voteCommitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        votes.commitVote(id, "x");
        vm.warp(s.voteCommitEnd);
        vm.expectRevert(IVoteModule.ZeroVoteCommit.selector);
        votes.commitVote(id, 0);
        votes.commitVote(id, "x");
        vm.expectRevert(
            abi.encodeWithSelector(IVoteModule.VoteAlreadyCommitted.selector, id, panel[0])
        );
        votes.commitVote(id, "y");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotWorker.selector, address(this)));
        votes.commitVote(id, "x");
        uint16 outside = _undrawn();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotOnPanel.selector, id, outside));
        vm.prank(_workerOf(outside));
        votes.commitVote(id, "x");
    }

    function test_revealRefusals() public {
        bytes32 word = bytes32(uint256(0x0102));
        vm.warp(s.verifyEnd + 1);
        _vote(id, panel[0], word);
        vm.warp(s.voteCommitEnd);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        _revealVote(id, panel[0], word);
        vm.warp(s.voteRevealEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, id));
        _revealVote(id, panel[0], word);
        vm.warp(s.voteRevealEnd);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoVoteOf.selector, id, panel[1]));
        _revealVote(id, panel[1], word);
        uint16 outside = _undrawn();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotOnPanel.selector, id, outside));
        _revealVote(id, outside, word);
        _nobodyReveals();
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[0], bytes32(uint256(0x0103)));
        vm.expectRevert(IVoteModule.UnequalLengths.selector);
        votes.revealVotes(id, panel, new bytes32[](3), new bytes32[](3), new bytes32[](2));
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
        votes.commitVote(id, commit);
        vm.warp(s.voteCommitEnd + 1);
        uint16[] memory ids = new uint16[](1);
        bytes32[] memory words = new bytes32[](1);
        bytes32[] memory rationales = new bytes32[](1);
        bytes32[] memory salts = new bytes32[](1);
        (ids[0], words[0]) = (panel[1], word);
        (rationales[0], salts[0]) = (_content(panel[0]), _salt(panel[0]));
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        votes.revealVotes(id, ids, words, rationales, salts);
    }

    /// Empty seats hold id 0: nobody may speak for them.
    function _nobodyReveals() private {
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NotOnPanel.selector, id, 0));
        votes.revealVotes(id, new uint16[](1), new bytes32[](1), new bytes32[](1), new bytes32[](1));
    }

    function _undrawn() private view returns (uint16) {
        for (uint256 i; i < peers.length; ++i) {
            uint16 one = peers[i];
            if (one != panel[0] && one != panel[1] && one != panel[2]) return one;
        }
        revert("all drawn");
    }

    function _workerOf(uint16 member) private returns (address) {
        return makeAddr(string.concat("peer", vm.toString(member - peers[0]), " worker"));
    }
}
