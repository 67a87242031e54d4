// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Schedule, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice A panel without a quorum is drawn once more, and what happens when nobody does it.
contract RollsTest is Fixture {
    bytes32 internal constant WORD = bytes32(uint256(0x80ff));

    function test_aPanelThatDecidedIsNotRolled() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3, WORD);
        vm.warp(_schedule(id).voteRevealEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.rollPanel(id, _workers(id));
    }

    function test_aMinorityOfSeatsIsRolledOnce() public {
        for (uint256 i; i < 3; ++i) {
            peers.push(_join(PEER, "fresh", i));
        }
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 1, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, id));
        tasks.rollPanel(id, _workers(id));
        vm.warp(_schedule(id).voteRevealEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, _workers(id));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, 0, _workers(id));
        uint16[] memory second = _rollTo(id);
        assertEq(second.length, 3);
        for (uint256 i; i < 9; ++i) {
            assertTrue(second[i / 3] != panel[i % 3], "a fresh panel");
        }
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoRoll.selector, id));
        tasks.rollPanel(id, _workers(id));
        _voteSecond(id, second, 3);
        _settle(id, WORD);
        // Six seats share what three would have: the one who judged first is paid as well.
        assertEq(distributor.credits(_owner(miners[0])), uint256(65e18) * 300 / 380);
        assertEq(distributor.credits(_owner(panel[0])), 3e18);
        assertEq(distributor.credits(_owner(panel[1])), 0);
        assertEq(distributor.credits(_owner(second[2])), 3e18);
        assertEq(stakes.memberOf(panel[1]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_withoutAnyQuorumOnlyProofsCount() public {
        for (uint256 i; i < 3; ++i) {
            peers.push(_join(PEER, "fresh", i));
        }
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 1, WORD);
        vm.warp(_schedule(id).voteRevealEnd + 1);
        uint16[] memory second = _rollTo(id);
        _voteSecond(id, second, 1);
        vm.warp(block.timestamp + 200);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, _workers(id));
        _settle(id, 0);
        assertEq(distributor.credits(_owner(miners[0])), uint256(65e18) * 200 / 255);
        assertEq(distributor.credits(_owner(panel[0])), 3e18);
        assertEq(distributor.credits(_owner(second[0])), 3e18);
        _assertClosed();
    }

    /// Nobody has to roll: after the settling phase the task ends without.
    function test_aRollThatNobodyMakesHoldsNothing() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 1, WORD);
        vm.warp(_schedule(id).settleEnd);
        tasks.rollPanel(id, _workers(id));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, 0, _workers(id));
        vm.warp(_schedule(id).settleEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, _workers(id));
        _settle(id, 0);
        assertEq(distributor.credits(_owner(panel[0])), 6e18);
        _assertClosed();
    }

    function test_aForgottenRollMovesToAnotherBlock() public {
        (uint256 id,) = _toPanel(_terms());
        vm.warp(_schedule(id).voteRevealEnd + 1);
        tasks.rollPanel(id, _workers(id));
        vm.roll(block.number + 300);
        _draw(id);
        assertEq(reader.getTask(id).panels, 1);
        assertEq(reader.getTask(id).beaconBlock, block.number + 1);
        vm.roll(block.number + 2);
        _draw(id);
        assertEq(reader.getTask(id).panels, 2);
    }

    function test_aDecidedPanelIsNotRolled() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, id));
        tasks.rollPanel(id, _workers(id));
        _voteAll(id, panel, 2, WORD);
        vm.warp(_schedule(id).voteRevealEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.rollPanel(id, _workers(id));
        _settle(id, WORD);
    }

    /// A zero abstains: who judges fewer than half of the lanes is not present, and not paid.
    function test_abstainingIsNoJudging() public {
        Terms memory t = _terms();
        t.panelSize = 4;
        (uint256 id, uint16[] memory panel) = _toPanel(t);
        Schedule memory s = _schedule(id);
        bytes32[4] memory words =
            [bytes32(uint256(0x80ff)), bytes32(uint256(0x00ff)), bytes32(uint256(0x4000)), 0];
        vm.warp(s.verifyEnd + 1);
        for (uint256 i; i < 4; ++i) {
            _vote(id, panel[i], words[i]);
        }
        vm.warp(s.voteCommitEnd + 1);
        for (uint256 i; i < 4; ++i) {
            _revealVote(id, panel[i], words[i]);
        }
        _settle(id, bytes32(uint256(0x40ff)));
        for (uint256 i; i < 4; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), i == 3 ? 0 : 4.5e18);
        }
        _assertClosed();
    }

    function test_emptyPanelCountsTheLanesZero() public {
        for (uint256 i; i < 4; ++i) {
            vm.prank(_owner(peers[i]));
            stakes.requestUnstake(peers[i], STAKE);
        }
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        assertEq(panel.length, 0);
        assertEq(reader.getTask(id).panels, 1);
        _rollAndSettle(id);
        assertEq(distributor.credits(_owner(miners[0])), uint256(92e18) * 200 / 255);
        _assertClosed();
    }

    /// Draws the second panel.
    function _rollTo(uint256 id) private returns (uint16[] memory) {
        tasks.rollPanel(id, _workers(id));
        vm.roll(block.number + 2);
        _draw(id);
        return _panel(id);
    }

    function _rollAndSettle(uint256 id) private {
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.RollDue.selector, id));
        tasks.settle(id, 0, _workers(id));
        _rollTo(id);
        _settle(id, 0);
    }

    function _voteSecond(uint256 id, uint16[] memory panel, uint256 count) private {
        for (uint256 i; i < count; ++i) {
            _vote(id, panel[i], WORD);
        }
        vm.warp(reader.getTask(id).ballotCommitEnd + 1);
        for (uint256 i; i < count; ++i) {
            _revealVote(id, panel[i], WORD);
        }
    }
}
