// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Terms} from "../contracts/types/TaskTypes.sol";
import {EpochsFixture} from "./EpochsFixture.sol";

/// @notice What nobody can do to an epoch.
contract EpochRefusalsTest is EpochsFixture {
    function test_openRefusals() public {
        vm.expectRevert(IVoteModule.EmptyEpoch.selector);
        votes.openEpoch(new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotVotes.selector, address(this)));
        tasks.enterEpoch(1, ids);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotVotes.selector, address(this)));
        tasks.settleEpoch(ids, new bytes32[](3));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.TooManyTasks.selector, 257));
        votes.openEpoch(new uint256[](257));
        uint256[] memory twice = new uint256[](2);
        (twice[0], twice[1]) = (ids[0], ids[0]);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.PanelAlreadyDrawn.selector, ids[0]));
        votes.openEpoch(twice);
        // A task of its own lane may not be drawn into an epoch, nor out of it before its time.
        uint40 verifyEnd = _schedule(ids[0]).verifyEnd;
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, ids[0], verifyEnd));
        tasks.drawPanel(ids[0]);
        vm.warp(verifyEnd + 1);
        tasks.drawPanel(ids[0]);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.PanelAlreadyDrawn.selector, ids[0]));
        votes.openEpoch(ids);
        twice[0] = _toVerifying(_terms(), 2, 2);
        _submitAll(twice[0], _openReceipt(), 3);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoEpochTask.selector, twice[0]));
        votes.openEpoch(twice);
    }

    function test_tasksOfAnEpochHaveOnePanelSize() public {
        Terms memory t = _terms();
        (t.lane, t.panelSize) = (1, 2);
        uint256 other = _toVerifying(t, 2, 2);
        _submitAll(other, _openReceipt(), 3);
        uint40 drawEnd = reader.getTask(ids[0]).drawEnd;
        uint256[] memory pair = new uint256[](2);
        (pair[0], pair[1]) = (other, ids[0]);
        vm.warp(drawEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoEpochTask.selector, ids[0]));
        votes.openEpoch(pair);
        vm.warp(drawEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, ids[0], drawEnd));
        votes.openEpoch(ids);
    }

    function test_drawAndRevealRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochNotReady.selector, 7));
        votes.drawEpoch(7);
        _open();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.PanelAlreadyDrawn.selector, epoch));
        votes.drawEpoch(epoch);
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAll(words, 3);
        IVoteModule.EpochVote[] memory list = _votesOf(words, 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, epoch));
        votes.revealEpoch(epoch, workers, list);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        list[0].seat = 3;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 3));
        votes.revealEpoch(epoch, workers, list);
        list[0].seat = 1;
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        votes.revealEpoch(epoch, workers, list);
        list[0].seat = 0;
        votes.revealEpoch(epoch, workers, list);
        votes.revealEpoch(epoch, workers, list);
        assertEq(votes.epochBallotOf(epoch).revealed, 1);
    }

    function test_settleRefusals() public {
        _openEpoch();
        IVoteModule.EpochResult memory result;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.WrongTasks.selector, epoch));
        votes.settleEpoch(epoch, result);
        result.entries = entries;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochNotReady.selector, epoch));
        votes.settleEpoch(epoch, result);
        vm.roll(block.number + 2);
        votes.drawEpoch(epoch);
        _rememberEpoch();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 3);
        vm.expectRevert(IVoteModule.WrongWorkers.selector);
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        result.medians = new bytes32[](2);
        vm.expectRevert(IVoteModule.UnequalLengths.selector);
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, bytes32(uint256(0x80fe)));
        vm.expectRevert(IVoteModule.BadHint.selector);
        votes.settleEpoch(epoch, result);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        result = _result(words, 3, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochOver.selector, epoch));
        votes.settleEpoch(epoch, result);
    }

    /// Exactly the votes that were opened count, in the order in which they were.
    function test_onlyOpenVotesCount() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 3);
        vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        IVoteModule.EpochResult memory result = _result(_sameWords(3, WORD), 3, WORD);
        result.votes[1].words[1] = bytes32(uint256(1));
        _refusesWords(result);
        result = _result(words, 3, WORD);
        (result.votes[0], result.votes[1]) = (result.votes[1], result.votes[0]);
        _refusesWords(result);
        result = _result(words, 3, WORD);
        result.votes[2] = result.votes[1];
        _refusesWords(result);
        result.votes = _votesOf(words, 2);
        vm.expectRevert(IVoteModule.UnequalLengths.selector);
        votes.settleEpoch(epoch, result);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
    }

    /// What a settlement opens is held to the rules of every opening.
    function test_settlingOpensNothingElse() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAll(words, 3);
        IVoteModule.EpochResult memory result = _result(words, 3, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, epoch));
        votes.settleEpoch(epoch, result);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        result.votes = _votesOf(words, 2);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, epoch));
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        result.votes[2] = result.votes[1];
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.SeatIsOpen.selector, 1));
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        result.votes[2].seat = 3;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 3));
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        result.votes[2].salt = 0;
        vm.expectPartialRevert(IVoteModule.VoteMismatch.selector);
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotePhaseClosed.selector, epoch));
        votes.settleEpoch(epoch, result);
    }

    /// A row of another length could not be counted: who sealed one cannot open it, and holds up
    /// nobody.
    function test_aRowOfAnotherLengthOpensForNobody() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        words[1] = new bytes32[](2);
        _sealAll(words, 3);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        IVoteModule.EpochVote[] memory list = _votesOf(words, 2);
        vm.expectRevert(IVoteModule.UnequalLengths.selector);
        votes.revealEpoch(epoch, workers, list);
        list[1] = _votesOf(words, 3)[2];
        votes.revealEpoch(epoch, workers, list);
        vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        IVoteModule.EpochResult memory result = _result(words, 2, WORD);
        result.votes = list;
        votes.settleEpoch(epoch, result);
        _collectSeats(_pays(18e18, 0, 18e18));
        assertEq(stakes.memberOf(panel[1]).staked, STAKE - 2e18);
    }

    function _refusesWords(IVoteModule.EpochResult memory result) private {
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.WrongWords.selector, epoch));
        votes.settleEpoch(epoch, result);
    }
}
