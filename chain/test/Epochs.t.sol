// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {CommitHash} from "../contracts/libraries/CommitHash.sol";
import {Receipt as TaskReceipt, State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice Three tasks of the epoch lane, verified and ready to be judged together.
abstract contract EpochsFixture is Fixture {
    bytes32 internal constant WORD = bytes32(uint256(0x80ff));
    uint256 internal epoch;
    uint256[] internal ids;
    uint16[] internal panel;
    address[] internal workers;

    function setUp() public override {
        super.setUp();
        Terms memory t = _terms();
        t.lane = 1;
        for (uint256 i; i < 3; ++i) {
            ids.push(_publish(t));
        }
        vm.warp(_schedule(ids[0]).thinkEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _commit(ids[i], miners[0]);
            _commit(ids[i], miners[1]);
        }
        vm.warp(_schedule(ids[0]).commitEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _reveal(ids[i], miners[0]);
            _reveal(ids[i], miners[1]);
            _fixBeacon(ids[i]);
        }
        vm.warp(_schedule(ids[0]).revealEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _submitAll(ids[i], _openReceipt(), 3);
        }
    }

    function _open() internal {
        epoch = votes.openEpoch(ids);
        vm.roll(block.number + 2);
        votes.drawEpoch(epoch);
        _rememberEpoch();
    }

    function _rememberEpoch() internal {
        panel = votes.epochBallotOf(epoch).ids;
        delete workers;
        for (uint256 i; i < panel.length; ++i) {
            workers.push(_worker(panel[i]));
        }
    }

    function _seat(uint16 juror) internal view returns (uint8 seat) {
        while (panel[seat] != juror) ++seat;
    }

    function _row(bytes32 word) internal view returns (bytes32[] memory row) {
        row = new bytes32[](ids.length);
        for (uint256 i; i < row.length; ++i) {
            row[i] = word;
        }
    }

    function _sameWords(uint256 count, bytes32 word)
        internal
        view
        returns (bytes32[][] memory words)
    {
        words = new bytes32[][](count);
        for (uint256 i; i < count; ++i) {
            words[i] = _row(word);
        }
    }

    function _sealAll(bytes32[][] memory words, uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            bytes32 hash = CommitHash.epoch(
                epoch,
                workers[i],
                keccak256(abi.encodePacked(words[i])),
                _content(panel[i]),
                _salt(panel[i])
            );
            bytes32 commit = _sealFor(address(votes), hash);
            vm.prank(workers[i]);
            votes.commitEpoch(epoch, commit);
        }
    }

    function _sealAndReveal(bytes32[][] memory words, uint256 count) internal {
        _sealAll(words, count);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        vm.prank(stranger);
        votes.revealEpoch(epoch, workers, _votesOf(words, count));
    }

    function _votesOf(bytes32[][] memory words, uint256 count)
        internal
        view
        returns (IVoteModule.EpochVote[] memory list)
    {
        list = new IVoteModule.EpochVote[](count);
        for (uint8 i; i < count; ++i) {
            list[i] = IVoteModule.EpochVote(i, _content(panel[i]), _salt(panel[i]), words[i]);
        }
    }

    function _result(bytes32[][] memory words, uint256 count, bytes32 medians)
        internal
        view
        returns (IVoteModule.EpochResult memory result)
    {
        result.ids = ids;
        result.workers = workers;
        result.medians = _row(medians);
        result.words = new bytes32[](count * ids.length);
        for (uint256 i; i < result.words.length; ++i) {
            result.words[i] = words[i / ids.length][i % ids.length];
        }
    }

    function _pays(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory pays) {
        pays = new uint256[](3);
        (pays[0], pays[1], pays[2]) = (a, b, c);
    }

    function _collectSeats(uint256[] memory pays) internal {
        uint8[] memory seats = new uint8[](panel.length);
        for (uint8 i; i < seats.length; ++i) {
            seats[i] = i;
        }
        payouts.collectEpoch(epoch, seats, pays);
    }

    /// Of three votes: the lower middle of those that do not abstain.
    function _medians(bytes32[] memory column) internal pure returns (bytes32 medians) {
        for (uint256 shift; shift < 16; shift += 8) {
            uint256 best;
            for (uint256 score = 255; score > 0; --score) {
                uint256 voted;
                uint256 atMost;
                for (uint256 i; i < 3; ++i) {
                    uint256 one = (uint256(column[i]) >> shift) & 0xff;
                    if (one != 0) ++voted;
                    if (one != 0 && one <= score) ++atMost;
                }
                if (voted != 0 && atMost >= (voted + 1) / 2) best = score;
            }
            medians |= bytes32(best << shift);
        }
    }
}

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
        votes.settleEpoch(epoch, _result(words, 3, medians));
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
        epoch = votes.openEpoch(ids);
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
        votes.settleEpoch(epoch, _result(words, 2, 0));
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
            votes.excludeSeat(epoch, ids, 0, seat, 0);
        }
        votes.excludeSeat(epoch, ids, 0, rival, 0);
        votes.excludeSeat(epoch, ids, 0, own, 32);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.NoSeat.selector, 6));
        votes.excludeSeat(epoch, ids, 0, 6, 0);
        votes.settleEpoch(epoch, _result(words, 6, bytes32(uint256(0x10))));
        assertEq(reader.getTask(id).medians, bytes32(uint256(0x10)));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochOver.selector, epoch));
        votes.excludeSeat(epoch, ids, 0, rival, 0);
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

    function test_openRefusals() public {
        vm.expectRevert(IVoteModule.EmptyEpoch.selector);
        votes.openEpoch(new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotVotes.selector, address(this)));
        tasks.enterEpoch(1, ids);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotVotes.selector, address(this)));
        tasks.settleEpoch(1, ids, new bytes32[](3), new uint8[](3), 3);
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
        epoch = votes.openEpoch(ids);
        IVoteModule.EpochResult memory result;
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.WrongTasks.selector, epoch));
        votes.settleEpoch(epoch, result);
        result.ids = ids;
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
        result = _result(words, 3, WORD);
        result.words[4] = bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.WrongWords.selector, 1));
        votes.settleEpoch(epoch, result);
        result = _result(words, 3, WORD);
        bytes32[] memory more = new bytes32[](10);
        for (uint256 i; i < 9; ++i) {
            more[i] = result.words[i];
        }
        result.words = more;
        vm.expectRevert(IVoteModule.UnequalLengths.selector);
        votes.settleEpoch(epoch, result);
        votes.settleEpoch(epoch, _result(words, 3, WORD));
        result = _result(words, 3, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.EpochOver.selector, epoch));
        votes.settleEpoch(epoch, result);
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
        vm.warp(end + 1 hours);
        (bool open,,,) = payouts.disputeOf(ids[0]);
        assertTrue(open);
        vm.warp(end + 1 hours + 1);
        (open,,,) = payouts.disputeOf(ids[0]);
        assertFalse(open);
        _collectAll(ids[0]);
    }
}
