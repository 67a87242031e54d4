// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVoteModule} from "../interfaces/IVoteModule.sol";
import {Lanes} from "./Lanes.sol";
import {PackedMedian} from "./PackedMedian.sol";
import {Panel} from "./Panel.sol";

/// @notice Counts the votes of an epoch task by task, straight from calldata.
library EpochCount {
    /// What a settlement works on. `rows`, `bits` and `weights` have one element a vote.
    struct Count {
        /// calldata offset of the vote's words
        uint256[] rows;
        /// of the vote's seat
        uint256[] bits;
        uint256[] weights;
        /// the words of one task, used again for the next
        bytes32[] column;
        uint256[] seats;
        /// bits of the seats whose vote is open
        uint256 open;
        /// sum of the weights; a panel is drawn so that it fits PackedMedian
        uint256 total;
        /// wei of each seat that did not judge every task
        uint256[] pays;
        /// wei of the tasks that every seat judged, for each of them
        uint256 common;
    }

    /// What the votes on one task are like.
    struct Column {
        uint256 voted;
        /// bits of the seats that judged fewer lanes than `least`, which is half of them
        uint256 absent;
        uint256 least;
        /// somebody judged a part of the lanes only
        bool partly;
    }

    uint256 private constant ONES =
        0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant LOW =
        0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f;

    function start(uint256[] memory seats, uint256 votes) internal pure returns (Count memory c) {
        c.seats = seats;
        c.pays = new uint256[](seats.length);
        (c.rows, c.bits) = (new uint256[](votes), new uint256[](votes));
        c.weights = new uint256[](votes);
        c.column = new bytes32[](votes);
    }

    function add(Count memory c, uint256 i, IVoteModule.EpochVote calldata vote) internal pure {
        bytes32[] calldata words = vote.words;
        uint256 row;
        assembly ("memory-safe") {
            row := words.offset
        }
        c.rows[i] = row;
        c.bits[i] = 1 << vote.seat;
        c.open |= 1 << vote.seat;
        uint256 weight = Panel.weightOf(c.seats[vote.seat]);
        c.weights[i] = weight;
        c.total += weight;
    }

    /// @notice Judges task `k`: who was present, whether that is a quorum, whether the medians are
    /// right; adds up what the seats earned.
    /// @return outcome see `settleEpoch` of ITaskManager
    function judge(Count memory c, uint256 entry, uint256 k, uint256 excluded, bytes32 medians)
        internal
        pure
        returns (uint256 outcome)
    {
        outcome = idOf(entry) << 8;
        bytes32 used = Lanes.fromMask(uint32(entry >> 96));
        Column memory column = _gather(c, used, excluded, k);
        uint256 mask = c.open & ~excluded & ~column.absent;
        uint256 present = mask == c.open ? c.rows.length : Panel.countSeats(mask);
        uint256 size = c.seats.length;
        if (2 * present <= size) {
            if (medians != 0) revert IVoteModule.BadHint();
            return outcome;
        }
        if (!_isMedian(c, column, used, excluded, medians)) revert IVoteModule.BadHint();
        _pay(c, mask, uint96(entry) / size, present == size);
        return outcome | present;
    }

    function paysOfSeats(Count memory c) internal pure returns (uint256[] memory pays) {
        pays = c.pays;
        for (uint256 seat; seat < pays.length; ++seat) {
            pays[seat] += c.common;
        }
    }

    function idOf(uint256 entry) internal pure returns (uint256) {
        return entry >> 128;
    }

    function hashOf(uint256[] memory list) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(list, 0x20), shl(5, mload(list)))
        }
    }

    function hashOfRow(bytes32[] calldata words) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, words.offset, shl(5, words.length))
            hash := keccak256(free, shl(5, words.length))
        }
    }

    /// @notice The hash of all open votes once another is added.
    function fold(bytes32 all, uint8 seat, bytes32 wordsHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(all, seat, wordsHash));
    }

    /// Fills the column with the words for task `k` of those who may judge it.
    function _gather(Count memory c, bytes32 used, uint256 excluded, uint256 k)
        private
        pure
        returns (Column memory column)
    {
        column.least = (Lanes.countNonZero(used) + 1) / 2;
        (uint256 ones, uint256 low) = (ONES, LOW);
        // The fields of Count by their offsets: rows 0, bits 0x20, column 0x60; of Column: voted 0,
        // absent 0x20, least 0x40, partly 0x60. Lanes are counted as in Lanes.countNonZero.
        assembly ("memory-safe") {
            let row := mload(c)
            let toBits := sub(mload(add(c, 0x20)), row)
            let out := mload(add(c, 0x60))
            k := shl(5, k)
            for { let end := add(row, shl(5, mload(row))) } lt(row, end) {} {
                row := add(row, 0x20)
                if and(excluded, mload(add(row, toBits))) { continue }
                let word := and(calldataload(add(mload(row), k)), used)
                out := add(out, 0x20)
                mstore(out, word)
                word := and(shr(7, or(add(and(word, low), low), word)), ones)
                if eq(word, and(used, ones)) { continue }
                mstore(add(column, 0x60), 1)
                if lt(shr(248, mul(word, ones)), mload(add(column, 0x40))) {
                    mstore(add(column, 0x20), or(mload(add(column, 0x20)), mload(add(row, toBits))))
                }
            }
            mstore(column, shr(5, sub(out, mload(add(c, 0x60)))))
        }
    }

    function _isMedian(
        Count memory c,
        Column memory column,
        bytes32 used,
        uint256 excluded,
        bytes32 medians
    ) private pure returns (bool) {
        uint256[] memory weights = excluded == 0 ? c.weights : _weightsWithout(c, excluded);
        (uint256 even, uint256 odd) = excluded == 0 && !column.partly
            ? PackedMedian.judgedAlike(uint256(used) & ONES, c.total)
            : PackedMedian.judged(c.column, weights, column.voted);
        return PackedMedian.isMedian(c.column, weights, column.voted, medians, even, odd);
    }

    /// The weights that go with the column when somebody is excluded.
    function _weightsWithout(Count memory c, uint256 excluded)
        private
        pure
        returns (uint256[] memory weights)
    {
        weights = new uint256[](c.weights.length);
        uint256 next;
        for (uint256 i; i < weights.length; ++i) {
            if (excluded & c.bits[i] == 0) weights[next++] = c.weights[i];
        }
    }

    /// `pay` wei to each seat of the mask.
    function _pay(Count memory c, uint256 mask, uint256 pay, bool everybody) private pure {
        // 256 tasks of 96 bits do not overflow.
        unchecked {
            if (everybody) {
                c.common += pay;
                return;
            }
            uint256[] memory pays = c.pays;
            for (uint256 seat; mask != 0; (mask, seat) = (mask >> 1, seat + 1)) {
                if (mask & 1 != 0) pays[seat] += pay;
            }
        }
    }
}
