// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Receipt as TaskReceipt, State, Terms} from "../contracts/types/TaskTypes.sol";
import {EpochsFixture} from "./EpochsFixture.sol";

contract EpochsTest is EpochsFixture {
    function test_oneSealJudgesManyTasks() public {
        _open();
        assertEq(panel.length, 3);
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 3);
        vm.expectEmit();
        emit ITaskManager.TaskSettled(ids[1], WORD, 3);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        for (uint256 i; i < 3; ++i) {
            assertEq(uint8(reader.getTask(ids[i]).state), uint8(State.Settled));
            _collectAll(ids[i]);
        }
        assertEq(distributor.credits(_owner(miners[0])), 3 * (uint256(65e18) * 300 / 380));
        assertEq(distributor.credits(_owner(panel[0])), 0);
        _collectSeats(_pays(18e18, 18e18, 18e18));
        assertEq(distributor.credits(_owner(panel[0])), 18e18);
        _collectSeats(_pays(18e18, 18e18, 18e18));
        assertEq(distributor.credits(_owner(panel[0])), 18e18);
        _assertClosed();
    }

    /// Votes that are open already, and those that the settlement opens, count alike.
    function testFuzz_settlingOpensWhatIsSealed(uint8 first) public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAll(words, 3);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        votes.revealEpoch(epoch, workers, _votesOf(words, first % 4));
        vm.expectEmit();
        emit ITaskManager.TaskSettled(ids[1], WORD, 3);
        vm.prank(stranger);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        assertEq(votes.epochBallotOf(epoch).revealed, 7);
        for (uint256 i; i < 3; ++i) {
            _collectAll(ids[i]);
        }
        _collectSeats(_pays(18e18, 18e18, 18e18));
        _assertClosed();
    }

    function test_silentJurorsPayAndOthersShareNothingOfTheirs() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 2);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, epoch));
        votes.settleEpoch(epoch, _result(words, 2, WORD));
        vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        votes.settleEpoch(epoch, _result(words, 2, WORD));
        for (uint256 i; i < 3; ++i) {
            _collectAll(ids[i]);
        }
        _collectSeats(_pays(18e18, 18e18, 0));
        assertEq(stakes.memberOf(panel[2]).staked, STAKE - 2e18);
        _assertClosed();
    }

    /// Who judges none of the lanes was there, keeps his bond, and has no part of the pay.
    function test_whoAbstainsEverywhereIsNotPaid() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        words[2] = _row(0);
        _sealAndReveal(words, 3);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        for (uint256 i; i < 3; ++i) {
            _collectAll(ids[i]);
        }
        _collectSeats(_pays(18e18, 18e18, 0));
        assertEq(stakes.memberOf(panel[2]).staked, STAKE);
        assertEq(distributor.credits(_owner(panel[2])), 0);
        _assertClosed();
    }

    /// Both lanes find the same medians and presence in the same words.
    function testFuzz_lanesAgree(uint256 seed) public {
        _open();
        bytes32[][] memory words = new bytes32[][](3);
        bytes32[] memory column = new bytes32[](3);
        uint256 present;
        for (uint256 i; i < 3; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i))) & 0xffff;
            // Now and then an abstention.
            if (word & 0x700 == 0) word &= 0xff;
            if (word & 0x7 == 0) word &= 0xff00;
            column[i] = bytes32(word);
            words[i] = _row(bytes32(word));
            if (word != 0) ++present;
        }
        _sealAndReveal(words, 3);
        bytes32 medians = present < 2 ? bytes32(0) : _medians(column);
        votes.settleEpoch(epoch, _result(words, 3, medians));
        // The same words in a panel of the task's own.
        (uint256 own, uint16[] memory judges) = _toPanel(_terms());
        vm.warp(_schedule(own).verifyEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _vote(own, judges[i], column[i]);
        }
        vm.warp(_schedule(own).voteCommitEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _revealVote(own, judges[i], column[i]);
        }
        if (present < 2) vm.warp(_schedule(own).settleEnd + 1);
        _settle(own, medians);
        assertEq(reader.getTask(own).medians, reader.getTask(ids[0]).medians);
        assertEq(reader.getTask(ids[2]).state == State.Settled, present > 1);
    }

    function test_withoutAQuorumTheTasksRoll() public {
        for (uint256 i; i < 3; ++i) {
            peers.push(_join(PEER, "fresh", i));
        }
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 1);
        vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        IVoteModule.EpochResult memory result = _result(words, 1, WORD);
        vm.expectRevert(IVoteModule.BadHint.selector);
        votes.settleEpoch(epoch, result);
        votes.settleEpoch(epoch, _result(words, 1, 0));
        assertEq(reader.getTask(ids[0]).epoch, 0);
        tasks.rollPanel(ids[0], new address[](0));
        vm.roll(block.number + 2);
        tasks.drawPanel(ids[0]);
        assertEq(reader.getTask(ids[0]).panels, 1);
        vm.warp(block.timestamp + 10_000);
        address[] memory own = new address[](3);
        uint16[] memory judges = votes.ballotOf(ids[0], 1).ids;
        for (uint256 i; i < 3; ++i) {
            own[i] = _worker(judges[i]);
        }
        tasks.settle(ids[0], 0, own);
        tasks.settle(ids[1], 0, new address[](0));
        tasks.settle(ids[2], 0, new address[](0));
        for (uint256 i; i < 3; ++i) {
            _collectAll(ids[i]);
        }
        _collectSeats(_pays(0, 0, 0));
        _assertClosed();
    }

    /// An epoch that nobody draws gives its tasks free; so does one that nobody settles.
    function test_deadEpochsHoldNothing() public {
        _openEpoch();
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochNotReady.selector, epoch));
        votes.drawEpoch(epoch);
        vm.warp(votes.epochDeadline(epoch));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoRoll.selector, ids[0]));
        tasks.rollPanel(ids[0], new address[](0));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, ids[1]));
        tasks.settle(ids[1], 0, new address[](0));
        vm.warp(votes.epochDeadline(epoch) + 1);
        vm.roll(block.number + 2);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochNotReady.selector, epoch));
        votes.drawEpoch(epoch);
        tasks.rollPanel(ids[0], new address[](0));
        vm.warp(_schedule(ids[0]).settleEnd + 1);
        for (uint256 i; i < 3; ++i) {
            tasks.settle(ids[i], 0, new address[](0));
            _collectAll(ids[i]);
        }
        _assertClosed();
    }

    function test_bondsComeFreeWhenNobodySettles() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 2);
        vm.warp(votes.epochDeadline(epoch));
        uint8[] memory seats = new uint8[](1);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, epoch));
        payouts.collectEpoch(epoch, seats, new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.WrongPays.selector, epoch));
        payouts.collectEpoch(epoch, seats, new uint256[](1));
        vm.warp(votes.epochDeadline(epoch) + 1);
        _collectSeats(new uint256[](0));
        assertEq(stakes.memberOf(panel[2]).staked, STAKE - 2e18);
        vm.warp(_schedule(ids[0]).settleEnd + 1);
        for (uint256 i; i < 3; ++i) {
            tasks.settle(ids[i], 0, new address[](0));
            _collectAll(ids[i]);
        }
        // What comes too late settles nothing any more.
        IVoteModule.EpochResult memory result = _result(words, 2, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochOver.selector, epoch));
        votes.settleEpoch(epoch, result);
        _assertClosed();
    }

    /// A juror who is a party abstains, whatever he said; others cannot be silenced.
    function test_partiesAbstain() public {
        peers.push(_joinAs(PEER, _owner(miners[0]), makeAddr("rival")));
        peers.push(_joinAs(PEER, publisher, makeAddr("own")));
        Terms memory t = _terms();
        t.lane = 1;
        t.panelSize = 6;
        uint256 id = _toVerifying(t, 1, 1);
        TaskReceipt memory r = _openReceipt();
        r.proved = bytes32(uint256(200));
        r.laneSlots = bytes32(type(uint256).max << 8);
        _submitAll(id, r, 3);
        delete ids;
        ids.push(id);
        _open();
        assertEq(panel.length, 6);
        uint8 rival = _seat(peers[4]);
        uint8 own = _seat(peers[5]);
        bytes32[][] memory words = new bytes32[][](6);
        for (uint256 i; i < 6; ++i) {
            words[i] = _row(bytes32(uint256(i == rival || i == own ? 0xff : 0x10)));
        }
        _sealAndReveal(words, 6);
        for (uint8 seat; seat < 6; ++seat) {
            if (seat == rival || seat == own) continue;
            vm.expectRevert(
                abi.encodeWithSelector(IVoteModule.NoConflict.selector, epoch, id, seat)
            );
            votes.excludeSeat(epoch, entries, 0, seat, 0);
        }
        votes.excludeSeat(epoch, entries, 0, rival, 0);
        votes.excludeSeat(epoch, entries, 0, own, 32);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 6));
        votes.excludeSeat(epoch, entries, 0, 6, 0);
        votes.settleEpoch(epoch, _result(words, 6, bytes32(uint256(0x10))));
        assertEq(reader.getTask(id).medians, bytes32(uint256(0x10)));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochOver.selector, epoch));
        votes.excludeSeat(epoch, entries, 0, rival, 0);
        _collectAll(id);
        uint256[] memory pays = new uint256[](6);
        for (uint256 i; i < 6; ++i) {
            pays[i] = i == rival || i == own ? 0 : uint256(18e18) / 6;
        }
        _collectSeats(pays);
        assertEq(distributor.credits(_owner(panel[(rival + 1) % 6])) % 3e18, 0);
        for (uint256 i; i < 6; ++i) {
            assertEq(_locked(panel[i]), 0);
        }
    }

    function test_aForgottenDrawTakesAnotherBlock() public {
        epoch = votes.openEpoch(ids);
        vm.roll(block.number + 300);
        votes.drawEpoch(epoch);
        assertFalse(votes.epochBallotOf(epoch).drawn);
        assertEq(votes.epochOf(epoch).drawBlock, block.number + 1);
        vm.roll(block.number + 2);
        votes.drawEpoch(epoch);
        assertTrue(votes.epochBallotOf(epoch).drawn);
    }
}

/// @notice The same where what peers decided can be disputed.
contract DisputedEpochsTest is EpochsFixture {
    function _disputeSeconds() internal pure override returns (uint32) {
        return 1 hours;
    }

    function test_theWindowBeginsWhenTheEpochsVotesAreOpen() public {
        _open();
        bytes32[][] memory words = _sameWords(3, WORD);
        _sealAndReveal(words, 3);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        uint40 end = _schedule(ids[0]).voteRevealEnd;
        uint40 later = votes.epochBallotOf(epoch).revealEnd;
        if (later > end) end = later;
        assertEq(payouts.disputeOf(ids[0]).end, end + 1 hours);
        vm.warp(end + 1 hours + 1);
        _collectAll(ids[0]);
    }
}
