// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ballots} from "./Ballots.sol";
import {EpochCount} from "./libraries/EpochCount.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {Panel} from "./libraries/Panel.sol";
import {Answer, Task} from "./types/TaskTypes.sol";

/// @notice One panel, one sealed hash and one opening for many tasks. Words are told by events and
/// kept as one hash over all that were opened: whoever settles hands them in again, or opens them
/// there and then, so that they are paid for once.
abstract contract EpochLane is Ballots {
    using Panel for uint256[3];
    using EpochCount for EpochCount.Count;

    uint256 private constant EPOCH = 1 << 255;
    /// Bits of the index that an epoch's tasks have.
    uint256 private constant MOST_TASKS = 256;
    /// In `Ballot.lanes` of an epoch, beside the number of its tasks: somebody was excluded.
    uint32 private constant EXCLUDING = 1 << 31;

    /// @inheritdoc IVoteModule
    uint256 public epochCount;
    mapping(uint256 epoch => Epoch) private _epochs;
    /// of the entries
    mapping(uint256 epoch => bytes32) private _entriesOf;
    /// of the votes that are open, in the order in which they were opened
    mapping(uint256 epoch => bytes32) private _wordsOf;
    /// of the seats' pays; zero until settled
    mapping(uint256 epoch => bytes32) private _paysOf;
    /// bits = seats that abstain on the task; looked up only when the epoch has any
    mapping(uint256 epoch => mapping(uint256 index => uint24)) private _excluded;

    /// @inheritdoc IVoteModule
    function openEpoch(uint256[] calldata ids) external returns (uint256 epoch) {
        if (ids.length == 0) revert EmptyEpoch();
        if (ids.length > MOST_TASKS) revert TooManyTasks(ids.length);
        epoch = ++epochCount;
        (ITaskManager.EpochTerms memory t, uint256[] memory entries) = tasks.enterEpoch(epoch, ids);
        Epoch storage opened = _epochs[epoch];
        (opened.panelSize, opened.bond, opened.pool) = (t.panelSize, t.bond, t.pool);
        (opened.voteCommit, opened.voteReveal) = (t.voteCommit, t.voteReveal);
        opened.openedAt = uint32(block.timestamp);
        opened.drawBlock = uint40(block.number + 1);
        _entriesOf[epoch] = EpochCount.hashOf(entries);
        _ballots[EPOCH | epoch].lanes = uint32(ids.length);
        emit EpochOpened(epoch, entries, opened.drawBlock);
    }

    /// @inheritdoc IVoteModule
    function drawEpoch(uint256 epoch) external {
        Epoch storage opened = _epochs[epoch];
        Ballot storage ballot = _ballots[EPOCH | epoch];
        if (ballot.commitEnd != 0) revert PanelAlreadyDrawn(epoch);
        bool known = opened.openedAt != 0 && block.number > opened.drawBlock;
        if (!known || block.timestamp > _drawEnd(opened)) revert EpochNotReady(epoch);
        bytes32 seed = blockhash(opened.drawBlock);
        if (seed == 0) {
            opened.drawBlock = uint40(block.number + 1);
            return;
        }
        PanelTerms memory terms;
        terms.seed = keccak256(abi.encode(seed, block.chainid, address(this), epoch));
        (terms.size, terms.bond, terms.pool) = (opened.panelSize, opened.bond, opened.pool);
        terms.commitEnd = uint40(block.timestamp + opened.voteCommit);
        terms.revealEnd = terms.commitEnd + opened.voteReveal;
        Drawn memory d = _draw(ballot, terms, new uint256[](0), 0);
        emit EpochPanelDrawn(epoch, d.ids, d.weights, d.workers, terms.commitEnd, terms.revealEnd);
    }

    /// @inheritdoc IVoteModule
    function commitEpoch(uint256 epoch, bytes32 commit) external {
        _seal(EPOCH | epoch, epoch, commit);
        emit EpochCommitted(epoch, msg.sender, commit);
    }

    /// @inheritdoc IVoteModule
    function revealEpoch(uint256 epoch, address[] calldata workers, EpochVote[] calldata list)
        external
    {
        Ballot storage ballot = _ballots[EPOCH | epoch];
        _requireRevealing(ballot, epoch);
        _requireWorkers(ballot, workers);
        uint256[] memory seats = ballot.seats.load(ballot.size);
        uint256 count = _taskCount(ballot);
        uint256 revealed = ballot.revealed;
        bytes32 all = _wordsOf[epoch];
        for (uint256 i; i < list.length; ++i) {
            uint256 bit = _bitOf(list[i].seat, seats.length);
            if (revealed & bit != 0) continue;
            all = _openWords(epoch, count, all, workers, seats, list[i]);
            revealed |= bit;
        }
        ballot.revealed = uint24(revealed);
        _wordsOf[epoch] = all;
    }

    /// @inheritdoc IVoteModule
    function excludeSeat(
        uint256 epoch,
        uint256[] calldata entries,
        uint256 index,
        uint8 seat,
        uint256 slot
    ) external {
        _requireEntries(epoch, entries);
        Ballot storage ballot = _ballots[EPOCH | epoch];
        if (_paysOf[epoch] != 0) revert EpochOver(epoch);
        if (seat >= ballot.size) revert NoSeat(seat);
        uint256 id = EpochCount.idOf(entries[index]);
        uint16 jurorId = Panel.idOf(ballot.seats.load(ballot.size)[seat]);
        if (!_isParty(id, slot, jurorId)) revert NoConflict(epoch, id, seat);
        ballot.lanes |= EXCLUDING;
        _excluded[epoch][index] |= uint24(1 << seat);
        emit SeatExcluded(epoch, id, seat);
    }

    /// @inheritdoc IVoteModule
    function settleEpoch(uint256 epoch, EpochResult calldata r) external {
        _requireEntries(epoch, r.entries);
        Ballot storage ballot = _ballots[EPOCH | epoch];
        if (ballot.commitEnd == 0) revert EpochNotReady(epoch);
        // Who is late finds that tasks may have left, and that bonds may be gone.
        bool late = block.timestamp > epochDeadline(epoch);
        if (late || _paysOf[epoch] != 0) revert EpochOver(epoch);
        _requireWorkers(ballot, r.workers);
        if (r.medians.length != r.entries.length) revert UnequalLengths();
        EpochCount.Count memory c = EpochCount.start(ballot.seats.load(ballot.size), r.votes.length);
        _openRest(epoch, ballot, r, c);
        _requireOver(ballot, epoch);
        bool excluding = ballot.lanes & EXCLUDING != 0;
        uint256[] memory outcomes = new uint256[](r.entries.length);
        for (uint256 k; k < outcomes.length; ++k) {
            uint256 excluded = excluding ? _excluded[epoch][k] : 0;
            outcomes[k] = c.judge(r.entries[k], k, excluded, r.medians[k]);
        }
        uint256[] memory pays = c.paysOfSeats();
        _paysOf[epoch] = EpochCount.hashOf(pays);
        emit EpochSettled(epoch, pays);
        tasks.settleEpoch(outcomes, r.medians);
    }

    /// @inheritdoc IVoteModule
    function epochBallotOf(uint256 epoch) external view returns (BallotView memory) {
        return _view(_ballots[EPOCH | epoch]);
    }

    /// @inheritdoc IVoteModule
    function epochOf(uint256 epoch) external view returns (Epoch memory) {
        return _epochs[epoch];
    }

    /// @inheritdoc IVoteModule
    function epochDeadline(uint256 epoch) public view returns (uint256) {
        uint40 revealEnd = _ballots[EPOCH | epoch].revealEnd;
        Epoch storage opened = _epochs[epoch];
        return revealEnd == 0 ? _drawEnd(opened) : uint256(revealEnd) + opened.voteReveal;
    }

    function _takeEpochSeats(uint256 epoch, uint256 seats, uint256[] calldata pays)
        internal
        returns (uint256 fresh)
    {
        Ballot storage ballot = _ballots[EPOCH | epoch];
        bytes32 paysHash = _paysOf[epoch];
        bool known =
            pays.length == 0 ? paysHash == 0 : keccak256(abi.encodePacked(pays)) == paysHash;
        if (!known) revert WrongPays(epoch);
        if (paysHash == 0 && block.timestamp <= epochDeadline(epoch)) revert VotingOpen(epoch);
        fresh = seats & ((1 << ballot.size) - 1) & ~uint256(ballot.present);
        ballot.present |= uint24(fresh);
    }

    function _epochSize(uint256 epoch) internal view returns (uint256) {
        return _ballots[EPOCH | epoch].size;
    }

    function _drawEnd(Epoch storage opened) private view returns (uint256) {
        return uint256(opened.openedAt) + opened.voteCommit;
    }

    function _taskCount(Ballot storage ballot) private view returns (uint256) {
        return ballot.lanes & ~EXCLUDING;
    }

    function _bitOf(uint8 seat, uint256 size) private pure returns (uint256) {
        if (seat >= size) revert NoSeat(seat);
        return 1 << seat;
    }

    /// Whether a member shares a key with who gave the answer, or with the publisher.
    function _isParty(uint256 id, uint256 slot, uint16 memberId) private view returns (bool) {
        (address worker, address owner) = _partyAt(id, slot);
        IStakeManager.Member memory member = stakes.memberOf(memberId);
        return member.owner == owner || member.owner == worker || member.worker == owner
            || member.worker == worker;
    }

    function _partyAt(uint256 id, uint256 slot) private view returns (address, address) {
        if (slot == Lanes.COUNT) {
            Task memory task = tasks.recordOf(id);
            return (task.publisher, task.publisherOwner);
        }
        Answer memory answer = tasks.answerOf(id, slot);
        return (answer.worker, stakes.ownerOf(answer.minerId));
    }

    function _requireEntries(uint256 epoch, uint256[] calldata entries) private view {
        if (keccak256(abi.encodePacked(entries)) != _entriesOf[epoch]) revert WrongTasks(epoch);
    }

    /// Checks one juror's opening and adds it to the hash of all. A vote of another length opens as
    /// little as another vote: it could not be counted.
    function _openWords(
        uint256 epoch,
        uint256 count,
        bytes32 all,
        address[] calldata workers,
        uint256[] memory seats,
        EpochVote calldata vote
    ) private returns (bytes32) {
        if (vote.words.length != count) revert UnequalLengths();
        bytes32 wordsHash = EpochCount.hashOfRow(vote.words);
        address worker = workers[vote.seat];
        bytes32 opened = _hashTypedDataV4(
            CommitHash.epoch(epoch, worker, wordsHash, vote.rationaleHash, vote.salt)
        );
        bytes32 sealedHash = _votes[EPOCH | epoch][worker];
        if (opened != sealedHash) revert VoteMismatch(opened, sealedHash);
        emit EpochRevealed(
            epoch, Panel.idOf(seats[vote.seat]), vote.rationaleHash, vote.salt, vote.words
        );
        return EpochCount.fold(all, vote.seat, wordsHash);
    }

    /// Makes sure that the first votes are those that were opened, and opens the rest.
    function _openRest(
        uint256 epoch,
        Ballot storage ballot,
        EpochResult calldata r,
        EpochCount.Count memory c
    ) private {
        uint256 revealed = ballot.revealed;
        uint256 known = Panel.countSeats(revealed);
        if (r.votes.length < known) revert UnequalLengths();
        bytes32 all;
        for (uint256 i; i < known; ++i) {
            EpochVote calldata vote = r.votes[i];
            all = EpochCount.fold(all, vote.seat, EpochCount.hashOfRow(vote.words));
            c.add(i, vote);
        }
        if (all != _wordsOf[epoch]) revert WrongWords(epoch);
        if (r.votes.length == known) return;
        _requireRevealing(ballot, epoch);
        for (uint256 i = known; i < r.votes.length; ++i) {
            EpochVote calldata vote = r.votes[i];
            uint256 bit = _bitOf(vote.seat, c.seats.length);
            if (revealed & bit != 0) revert SeatIsOpen(vote.seat);
            revealed |= bit;
            all = _openWords(epoch, r.entries.length, all, r.workers, c.seats, vote);
            c.add(i, vote);
        }
        ballot.revealed = uint24(revealed);
        _wordsOf[epoch] = all;
    }
}
