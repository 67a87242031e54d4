// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ballots} from "./Ballots.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";
import {Panel} from "./libraries/Panel.sol";
import {Answer, Task} from "./types/TaskTypes.sol";

/// @notice One panel, one sealed hash and one opening for many tasks. Words are kept as a hash a
/// juror; they are told by events, and whoever settles hands them in again.
abstract contract EpochLane is Ballots {
    using Panel for uint256[3];

    /// What a settlement works on; arrays of one task are used again for the next.
    struct Count {
        uint256[] seats;
        /// the bit of each revealed seat, and its weight
        uint256[] open;
        uint256[] weights;
        bytes32[] column;
        uint256[] columnWeights;
        uint256[] pays;
        bytes32[] laneSlots;
        uint256[] masks;
        uint8[] present;
    }

    uint256 private constant EPOCH = 1 << 255;
    uint256 private constant ONES =
        0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant LOW =
        0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f;

    /// @inheritdoc IVoteModule
    uint256 public epochCount;
    mapping(uint256 epoch => Epoch) private _epochs;
    mapping(uint256 epoch => bytes32) private _tasksOf;
    /// of the seats' pays; zero until settled
    mapping(uint256 epoch => bytes32) private _paysOf;
    /// bits = seats that abstain on the task; looked up only when the epoch has any
    mapping(uint256 epoch => mapping(uint256 index => uint24)) private _excluded;
    mapping(uint256 epoch => bool) private _hasExcluded;

    /// @inheritdoc IVoteModule
    function openEpoch(uint256[] calldata ids) external returns (uint256 epoch) {
        if (ids.length == 0) revert EmptyEpoch();
        epoch = ++epochCount;
        Epoch storage opened = _epochs[epoch];
        (opened.panelSize, opened.bond, opened.voteCommit, opened.voteReveal, opened.pool) =
            tasks.enterEpoch(epoch, ids);
        opened.openedAt = uint32(block.timestamp);
        opened.drawBlock = uint40(block.number + 1);
        _tasksOf[epoch] = keccak256(abi.encodePacked(ids));
        emit EpochOpened(epoch, ids, opened.drawBlock);
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
        Drawn memory d = _draw(ballot, terms, new uint256[](0));
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
        uint256 revealed = ballot.revealed;
        for (uint256 i; i < list.length; ++i) {
            EpochVote calldata vote = list[i];
            if (vote.seat >= seats.length) revert NoSeat(vote.seat);
            if (revealed & (1 << vote.seat) != 0) continue;
            _openWords(epoch, workers[vote.seat], vote);
            revealed |= 1 << vote.seat;
            emit EpochRevealed(
                epoch, Panel.idOf(seats[vote.seat]), vote.rationaleHash, vote.salt, vote.words
            );
        }
        ballot.revealed = uint24(revealed);
    }

    /// @inheritdoc IVoteModule
    function excludeSeat(
        uint256 epoch,
        uint256[] calldata ids,
        uint256 index,
        uint8 seat,
        uint256 slot
    ) external {
        _requireTasks(epoch, ids);
        Ballot storage ballot = _ballots[EPOCH | epoch];
        if (_paysOf[epoch] != 0) revert EpochOver(epoch);
        if (seat >= ballot.size) revert NoSeat(seat);
        uint16 jurorId = Panel.idOf(ballot.seats.load(ballot.size)[seat]);
        if (!_isParty(ids[index], slot, jurorId)) {
            revert NoConflict(epoch, ids[index], seat);
        }
        _hasExcluded[epoch] = true;
        _excluded[epoch][index] |= uint24(1 << seat);
        emit SeatExcluded(epoch, ids[index], seat);
    }

    /// @inheritdoc IVoteModule
    function settleEpoch(uint256 epoch, EpochResult calldata r) external {
        _requireTasks(epoch, r.ids);
        Ballot storage ballot = _ballots[EPOCH | epoch];
        if (ballot.commitEnd == 0) revert EpochNotReady(epoch);
        if (_paysOf[epoch] != 0) revert EpochOver(epoch);
        _requireWorkers(ballot, r.workers);
        _requireOver(ballot, epoch);
        if (r.medians.length != r.ids.length) revert UnequalLengths();
        Count memory c = _prepare(epoch, ballot, r);
        c.laneSlots = tasks.epochLanes(epoch, r.ids);
        bool excluding = _hasExcluded[epoch];
        for (uint256 k; k < r.ids.length; ++k) {
            if (c.laneSlots[k] == Lanes.NONE) continue;
            _count(c, excluding ? _excluded[epoch][k] : 0, k, r.words, r.medians[k]);
        }
        _pay(c, tasks.settleEpoch(epoch, r.ids, r.medians, c.present, uint8(c.seats.length)));
        _paysOf[epoch] = keccak256(abi.encodePacked(c.pays));
        emit EpochSettled(epoch, c.pays);
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

    function _requireTasks(uint256 epoch, uint256[] calldata ids) private view {
        if (keccak256(abi.encodePacked(ids)) != _tasksOf[epoch]) revert WrongTasks(epoch);
    }

    /// Checks one juror's opening and keeps the hash of his words in place of the seal.
    function _openWords(uint256 epoch, address worker, EpochVote calldata vote) private {
        bytes32 wordsHash = _hash(vote.words);
        bytes32 opened = _hashTypedDataV4(
            CommitHash.epoch(epoch, worker, wordsHash, vote.rationaleHash, vote.salt)
        );
        bytes32 sealedHash = _votes[EPOCH | epoch][worker];
        if (opened != sealedHash) revert VoteMismatch(opened, sealedHash);
        _votes[EPOCH | epoch][worker] = wordsHash;
    }

    /// Makes sure that the words handed in are those that were revealed.
    function _prepare(uint256 epoch, Ballot storage ballot, EpochResult calldata r)
        private
        view
        returns (Count memory c)
    {
        uint256 size = ballot.size;
        uint256 revealed = ballot.revealed;
        uint256 count = r.ids.length;
        c.seats = ballot.seats.load(size);
        c.open = new uint256[](size);
        c.weights = new uint256[](size);
        c.column = new bytes32[](size);
        c.columnWeights = new uint256[](size);
        c.pays = new uint256[](size);
        c.masks = new uint256[](count);
        c.present = new uint8[](count);
        uint256 rows;
        for (uint256 seat; seat < size; ++seat) {
            if (revealed & (1 << seat) == 0) continue;
            bytes32 row = _hash(r.words[rows * count:(rows + 1) * count]);
            if (row != _votes[EPOCH | epoch][r.workers[seat]]) revert WrongWords(uint8(seat));
            c.open[rows] = 1 << seat;
            c.weights[rows] = Panel.weightOf(c.seats[seat]);
            ++rows;
        }
        if (r.words.length != rows * count) revert UnequalLengths();
        uint256[] memory open = c.open;
        assembly ("memory-safe") {
            mstore(open, rows)
        }
    }

    /// Judges task `k`: who was present, whether that is a quorum, whether the medians are right.
    function _count(
        Count memory c,
        uint256 excluded,
        uint256 k,
        bytes32[] calldata words,
        bytes32 medians
    ) private pure {
        bytes32 used = Lanes.usedMask(c.laneSlots[k]);
        uint256 next;
        assembly ("memory-safe") {
            next := add(words.offset, shl(5, k))
        }
        (uint256 voted, uint256 mask) = _gather(c, excluded, used, Lanes.countNonZero(used), next);
        uint256 present = Panel.countSeats(mask);
        if (2 * present > c.seats.length) {
            if (!PackedMedian.check(c.column, c.columnWeights, voted, medians)) revert BadHint();
            (c.masks[k], c.present[k]) = (mask, uint8(present));
        } else if (medians != 0) {
            revert BadHint();
        }
    }

    /// Fills the column with the words for one task, which lie `masks.length` words apart from the
    /// calldata offset `next` on; {_prepare} made sure that they are there.
    function _gather(Count memory c, uint256 excluded, bytes32 used, uint256 lanes, uint256 next)
        private
        pure
        returns (uint256 voted, uint256 mask)
    {
        // The fields of Count by their offsets: open 0x20, weights 0x40, column 0x60, columnWeights
        // 0x80, masks 0xe0. A word's lanes are counted as in Lanes.countNonZero.
        assembly ("memory-safe") {
            let bits := add(mload(add(c, 0x20)), 0x20)
            let end := add(bits, shl(5, mload(mload(add(c, 0x20)))))
            for {} lt(bits, end) { bits := add(bits, 0x20) } {
                let word := and(calldataload(next), used)
                next := add(next, shl(5, mload(mload(add(c, 0xe0)))))
                if iszero(and(excluded, mload(bits))) {
                    voted := add(voted, 1)
                    mstore(add(mload(add(c, 0x60)), shl(5, voted)), word)
                    mstore(
                        add(mload(add(c, 0x80)), shl(5, voted)),
                        mload(add(mload(add(c, 0x40)), sub(bits, mload(add(c, 0x20)))))
                    )
                    word := and(shr(7, or(add(and(word, LOW), LOW), word)), ONES)
                    if iszero(lt(shl(1, shr(248, mul(word, ONES))), lanes)) {
                        mask := or(mask, mload(bits))
                    }
                }
            }
        }
    }

    /// keccak256 of words in calldata.
    function _hash(bytes32[] calldata words) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, words.offset, shl(5, words.length))
            hash := keccak256(free, shl(5, words.length))
        }
    }

    function _pay(Count memory c, uint256[] memory seatPays) private pure {
        for (uint256 k; k < seatPays.length; ++k) {
            uint256 seatPay = seatPays[k];
            if (seatPay == 0) continue;
            uint256 mask = c.masks[k];
            uint256[] memory pays = c.pays;
            // As many bits as seats; 2^8 pays of 96 bits do not overflow.
            assembly ("memory-safe") {
                for { let pay := add(pays, 0x20) } mask {
                    mask := shr(1, mask)
                    pay := add(pay, 0x20)
                } {
                    if and(mask, 1) { mstore(pay, add(mload(pay), seatPay)) }
                }
            }
        }
    }
}
