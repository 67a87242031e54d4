// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskPayouts} from "../contracts/TaskPayouts.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";
import {IStakeManager} from "../contracts/interfaces/IStakeManager.sol";
import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Receipt as TaskReceipt, Schedule, State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract SettleTest is Fixture {
    bytes32 internal constant WORD = bytes32(uint256(0x80ff));

    function test_withoutOpenLanesTheMinersGetTheJudgesParts() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _closedReceipt(), 3);
        uint256 pool = 92e18;
        uint256 first = pool * 200 / 255;
        uint256 second = pool * 55 / 255;
        uint256 dust = pool - first - second;
        vm.expectEmit();
        emit ITaskManager.TaskSettled(id, 0, 0);
        tasks.settle(id, 0, _workers(id));
        assertEq(token.balanceOf(address(tasks)), 150e18, "settling moves nothing");
        vm.expectEmit();
        emit IRewardDistributor.Credited(_owner(miners[0]), id, 2, uint96(first));
        _collectAll(id);
        assertEq(distributor.credits(_owner(miners[1])), second);
        assertEq(distributor.credits(_owner(autos[2])), uint256(4e18) / 3);
        assertEq(distributor.credits(publisher), 50e18 + dust);
        assertEq(distributor.credits(treasury), 8e18 - 3 * (uint256(4e18) / 3));
        assertEq(uint8(reader.getTask(id).state), uint8(State.Settled));
        _assertClosed();
    }

    function test_panelDecidesTheOpenLanes() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3);
        // 200 + 100 * 255 / 255 and 55 + 50 * 128 / 255 points
        _settle(id, WORD);
        uint256 pool = 65e18;
        assertEq(distributor.credits(_owner(miners[0])), pool * 300 / 380);
        assertEq(distributor.credits(_owner(miners[1])), pool * 80 / 380);
        for (uint256 i; i < 3; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), 6e18);
        }
        _assertClosed();
    }

    function test_wrongMediansAreRefused() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, bytes32(uint256(0x81ff)), _workers(id));
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD | bytes32(uint256(1 << 255)), _workers(id));
        _settle(id, WORD);
    }

    function test_silentJurorLosesHisBond() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 2);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, id));
        tasks.settle(id, WORD, _workers(id));
        vm.warp(_schedule(id).voteRevealEnd + 1);
        tasks.settle(id, WORD, _workers(id));
        vm.expectEmit();
        emit IStakeManager.Slashed(panel[2], "vote not revealed", 2e18, address(0));
        _collectAll(id);
        assertEq(distributor.credits(_owner(panel[2])), 0);
        assertEq(distributor.credits(_owner(panel[0])), 6e18);
        assertEq(stakes.memberOf(panel[2]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_withoutAPanelThereAreNoMedians() public {
        Terms memory t = _terms();
        t.panelSize = 0;
        (t.voteCommit, t.voteReveal) = (0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, new address[](0));
    }

    function test_aPanelThatDecidedIsNotRolled() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3);
        vm.warp(_schedule(id).voteRevealEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.rollPanel(id, _workers(id));
    }

    function test_aMinorityOfSeatsIsRolledOnce() public {
        for (uint256 i; i < 3; ++i) {
            peers.push(_join(PEER, "fresh", i));
        }
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 1);
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
        _voteAll(id, panel, 1);
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
        _voteAll(id, panel, 1);
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
        _voteAll(id, panel, 2);
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

    function test_undrawnPanelDoesNotHoldTheTask() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _openReceipt(), 3);
        uint40 drawEnd = reader.getTask(id).drawEnd;
        vm.warp(drawEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, drawEnd));
        tasks.settle(id, 0, _workers(id));
        vm.warp(drawEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, _workers(id));
        _settle(id, 0);
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

    function test_withoutPanelOpenLanesCountZero() public {
        Terms memory t = _terms();
        (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoOpenLanes.selector, id));
        tasks.drawPanel(id);
        _settle(id, 0);
        _assertClosed();
    }

    function test_waitsForTheOtherReceipts() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoQuorum.selector, id));
        tasks.settle(id, 0, _workers(id));
        _submitAll(id, _closedReceipt(), 2);
        uint40 end = _schedule(id).verifyEnd;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, end));
        tasks.settle(id, 0, _workers(id));
        vm.warp(end + 1);
        _settle(id, 0);
        // Only those whose receipts agreed are paid.
        assertEq(distributor.credits(_owner(autos[0])), 2e18);
        assertEq(distributor.credits(_owner(autos[2])), 0);
        _assertClosed();
    }

    function test_aDeploymentNeedsATreasury() public {
        vm.expectRevert(IRewardDistributor.ZeroPayee.selector);
        new TaskPayouts(stakes, tasks, votes, distributor, address(0), address(tribunal), 0);
    }

    function test_canBeSettledLongAfterwards() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _closedReceipt(), 2);
        vm.warp(_schedule(id).settleEnd + 365 days);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        _settle(id, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.WrongState.selector, id, State.Settled, State.Open)
        );
        tasks.settle(id, 0, _workers(id));
        _assertClosed();
    }

    function test_silentAndDisprovedAnswersPay() public {
        uint256 id = _toVerifying(_terms(), 3, 2);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(200));
        r.faults = 2;
        _submitAll(id, r, 3);
        uint256 supply = token.totalSupply();
        tasks.settle(id, 0, _workers(id));
        vm.expectEmit();
        emit IStakeManager.Slashed(miners[1], "answer disproved", 1e18, address(0));
        vm.expectEmit();
        emit IStakeManager.Slashed(miners[2], "answer not revealed", 2e18, address(0));
        _collectAll(id);
        assertEq(supply - token.totalSupply(), 3e18);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE);
        assertEq(stakes.memberOf(miners[1]).staked, STAKE - 1e18);
        assertEq(stakes.memberOf(miners[2]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_refundWithoutAnswers() public {
        uint256 id = _toVerifying(_terms(), 1, 0);
        vm.warp(_schedule(id).revealEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        vm.warp(_schedule(id).revealEnd + 1);
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no answer", 150e18, 0);
        _refund(id);
        assertEq(distributor.credits(publisher), 150e18);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_refundWithoutQuorum() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _openReceipt(), 1);
        vm.warp(_schedule(id).verifyEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no quorum", 150e18, 0);
        _refund(id);
        _assertClosed();
    }

    function test_refundOfAConflictAtOnce() public {
        Terms memory t = _terms();
        (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        TaskReceipt memory r = _openReceipt();
        for (uint256 i; i < 3; ++i) {
            r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "conflict", 150e18, 0);
        _refund(id);
        _assertClosed();
    }

    function test_publisherWhoNeverOpensBurnsHisStake() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).verifyEnd + 1);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no quorum", 100e18, 50e18);
        _refund(id);
        assertEq(supply - token.totalSupply(), 50e18);
        assertEq(distributor.credits(publisher), 100e18);
        _assertClosed();
    }

    function test_publisherWhoOpensTooLateBurnsHisStake() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).revealEnd + 1);
        _openHidden(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        _refund(id);
        assertEq(distributor.credits(publisher), 100e18);
        _assertClosed();
    }

    function test_publisherWhoOpensInTimeIsNotBlamed() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).revealEnd);
        _openHidden(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        _refund(id);
        assertEq(distributor.credits(publisher), 150e18);
        _assertClosed();
    }

    /// Whatever the parties do or leave undone, public calls alone end the task and empty it.
    function testFuzz_everyTaskEndsAndLeavesNothing(uint256 seed) public {
        Terms memory t = _terms();
        t.reward = uint96(1 + _roll(seed, "reward", 1_000e18));
        t.answerBond = uint96(_roll(seed, "bond", t.reward < 3e18 ? t.reward : 3e18));
        t.attesters = uint8(1 + _roll(seed, "attesters", 3));
        if (_roll(seed, "hidden", 2) == 1) t.hiddenCommit = _hiddenCommit();
        if (_roll(seed, "panel", 3) == 0) (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _publish(t);
        Schedule memory s = _schedule(id);
        uint256 committed = _roll(seed, "committed", 5);
        uint256 revealed = _roll(seed, "revealed", committed + 1);
        vm.warp(s.commitEnd);
        for (uint256 i; i < committed; ++i) {
            _commit(id, miners[i]);
        }
        vm.warp(s.revealEnd);
        for (uint256 i; i < revealed; ++i) {
            _reveal(id, miners[i]);
        }
        bool open = t.hiddenCommit == 0 || _roll(seed, "open", 4) != 0;
        if (open && t.hiddenCommit != 0) _openHidden(id);
        _fixBeacon(id);
        vm.warp(s.verifyEnd);
        if (open && revealed > 0) _randomReceipts(seed, id, t.attesters, revealed);
        bytes32 medians = _randomVotes(seed, id, s);
        vm.warp(uint256(s.settleEnd) + 1 + _roll(seed, "late", 10));
        if (reader.getTask(id).quorum) _settle(id, medians);
        else _refund(id);
        _assertClosed();
    }

    function _randomReceipts(uint256 seed, uint256 id, uint256 attesters, uint256 revealed)
        private
    {
        TaskReceipt memory r;
        r.laneSlots = NO_LANES;
        r.proved = bytes32(_roll(seed, "proved", 1 << (8 * revealed)));
        r.faults = uint32(_roll(seed, "faults", 1 << revealed));
        if (_roll(seed, "lanes", 2) == 0) r.laneSlots = bytes32(type(uint256).max << 8);
        r.laneCaps = bytes32(_roll(seed, "caps", 256));
        for (uint256 i; i < attesters; ++i) {
            if (_roll(seed, bytes32(i), 4) == 0) r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
    }

    /// Every revealing juror gives the same score, which is then the median.
    function _randomVotes(uint256 seed, uint256 id, Schedule memory s)
        private
        returns (bytes32 medians)
    {
        if (!reader.getTask(id).quorum || _roll(seed, "draw", 4) == 0) return 0;
        try tasks.drawPanel(id) {
            _remember(id);
        } catch {
            return 0;
        }
        uint16[] memory panel = _panel(id);
        uint256 voting = _roll(seed, "voting", panel.length + 1);
        bytes32 word = bytes32(_roll(seed, "word", 256));
        vm.warp(s.voteCommitEnd);
        for (uint256 i; i < voting; ++i) {
            _vote(id, panel[i], word);
        }
        vm.warp(s.voteRevealEnd);
        for (uint256 i; i < voting; ++i) {
            _revealVote(id, panel[i], word);
        }
        if (2 * voting > panel.length) medians = word;
    }

    function _roll(uint256 seed, bytes32 what, uint256 sides) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % sides;
    }

    function _hiddenTask() private returns (uint256 id) {
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        id = _publish(t);
        vm.warp(_schedule(id).commitEnd);
        _commit(id, miners[0]);
        vm.warp(_schedule(id).commitEnd + 1);
        _reveal(id, miners[0]);
        _fixBeacon(id);
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

    /// The first `count` jurors vote and reveal {WORD}; ends in vote revealing.
    function _voteAll(uint256 id, uint16[] memory panel, uint256 count) private {
        Schedule memory s = _schedule(id);
        vm.warp(s.verifyEnd + 1);
        for (uint256 i; i < count; ++i) {
            _vote(id, panel[i], WORD);
        }
        vm.warp(s.voteCommitEnd + 1);
        for (uint256 i; i < count; ++i) {
            _revealVote(id, panel[i], WORD);
        }
    }
}
