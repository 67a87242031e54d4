// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {Receipt as TaskReceipt, Schedule} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";

/// @notice Taking what another sealed, or sealing twice and choosing later.
contract SealingAttackTest is Fixture {
    function test_copyingAnothersCommitCostsTheBond() public {
        uint256 id = _publish(_terms());
        Schedule memory s = _schedule(id);
        vm.warp(s.thinkEnd + 1);
        bytes32 seen = _answerCommit(id, miners[0]);
        // The copier is even first.
        vm.prank(_worker(miners[1]));
        tasks.commitAnswer(id, seen);
        _commit(id, miners[0]);
        vm.warp(s.commitEnd + 1);
        _reveal(id, miners[0]);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.revealAnswer(id, miners[1], _content(miners[0]), _salt(miners[0]));
        _fixBeacon(id);
        vm.warp(s.revealEnd + 1);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(200 << 8));
        _submitAll(id, r, 3);
        _settle(id, 0);
        assertEq(stakes.memberOf(miners[1]).staked, STAKE - 2e18);
        assertEq(distributor.credits(_owner(miners[1])), 0);
        assertEq(distributor.credits(_owner(miners[0])), 92e18);
        _assertClosed();
    }

    function test_noSecondLiveAnswerEvenWithANewKey() public {
        uint256 id = _publish(_terms());
        vm.warp(_schedule(id).thinkEnd + 1);
        _commit(id, miners[0]);
        bytes memory refusal =
            abi.encodeWithSelector(ITaskManager.AlreadyCommitted.selector, id, miners[0]);
        address first = _worker(miners[0]);
        vm.expectRevert(refusal);
        vm.prank(first);
        tasks.commitAnswer(id, "another");
        address second = makeAddr("second key");
        vm.prank(_owner(miners[0]));
        stakes.setWorker(miners[0], second);
        vm.expectRevert(refusal);
        vm.prank(second);
        tasks.commitAnswer(id, "another");
        // Nor does the seal open to anything else.
        vm.warp(_schedule(id).commitEnd + 1);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.revealAnswer(id, miners[0], keccak256("better"), _salt(miners[0]));
        // Who waits for the better one has none, and his bond is gone.
        vm.warp(_schedule(id).settleEnd + 1);
        _refund(id);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE - 2e18);
        assertEq(distributor.credits(_owner(miners[0])), 0);
        _assertClosed();
    }

    function test_noSecondLiveVoteEvenWithANewKey() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        vm.warp(_schedule(id).verifyEnd + 1);
        bytes32 scores = bytes32(uint256(0xff));
        _vote(id, panel[0], scores);
        address second = makeAddr("second key");
        vm.prank(_owner(panel[0]));
        stakes.setWorker(panel[0], second);
        // The new key may seal what it likes: the seat's vote is that of the key it was drawn with.
        vm.prank(second);
        votes.commitVote(id, 0, "another");
        vm.prank(drawnWorkers[id][0][0]);
        vm.expectPartialRevert(IVoteModule.VoteAlreadyCommitted.selector);
        votes.commitVote(id, 0, "another");
        vm.warp(_schedule(id).voteCommitEnd + 1);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[0], 0);
        // Who opens neither loses the seat's bond and is paid nothing.
        vm.warp(_schedule(id).settleEnd + 1);
        _settle(id, 0);
        assertEq(stakes.memberOf(panel[0]).staked, STAKE - 2e18);
        assertEq(distributor.credits(_owner(panel[0])), 0);
        _assertClosed();
    }

    /// Who shows his vote to others while they seal theirs loses the seat: half of the bond goes to
    /// who tells, half is burned, and the seat is paid nothing.
    function test_anEarlyRevealCostsTheBond() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        vm.warp(_schedule(id).verifyEnd + 1);
        bytes32 scores = bytes32(uint256(0x6464));
        for (uint256 i; i < 3; ++i) {
            _vote(id, panel[i], scores);
        }
        IVoteModule.VoteOpening memory shown = _opening(id, panel[0], scores)[0];
        uint256 supply = token.totalSupply();
        vm.prank(stranger);
        votes.snitch(id, 0, _workers(id), shown);
        assertEq(token.balanceOf(stranger), 1e18);
        assertEq(supply - token.totalSupply(), 1e18);
        vm.warp(_schedule(id).voteCommitEnd + 1);
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        _revealVote(id, panel[0], scores);
        _revealVote(id, panel[1], scores);
        _revealVote(id, panel[2], scores);
        _settle(id, scores);
        assertEq(stakes.memberOf(panel[0]).staked, STAKE - 2e18);
        assertEq(distributor.credits(_owner(panel[0])), 0);
        assertGt(distributor.credits(_owner(panel[1])), 0);
        _assertClosed();
    }

    /// A seal for one task opens nothing in another one with the same terms.
    function test_aSealDoesNotMoveToAnotherTask() public {
        uint256 first = _publish(_terms());
        uint256 second = _publish(_terms());
        vm.warp(_schedule(first).thinkEnd + 1);
        bytes32 sealed1 = _answerCommit(first, miners[0]);
        vm.prank(_worker(miners[0]));
        tasks.commitAnswer(second, sealed1);
        vm.warp(_schedule(first).commitEnd + 1);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        _reveal(second, miners[0]);
    }
}
