// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Seats of a panel, eight a word: member id and weight, 16 bits each. Seats fill from 0.
library Panel {
    uint256 internal constant SEATS = 21;
    uint256 internal constant WORDS = 3;

    function packSeat(uint16 jurorId, uint16 weight) internal pure returns (uint256) {
        return uint256(jurorId) | (uint256(weight) << 16);
    }

    function idOf(uint256 seat) internal pure returns (uint16) {
        return uint16(seat);
    }

    function weightOf(uint256 seat) internal pure returns (uint16) {
        return uint16(seat >> 16);
    }

    /// @notice How many seats a mask of one bit a seat holds.
    function countSeats(uint256 mask) internal pure returns (uint256 count) {
        for (; mask != 0; mask &= mask - 1) {
            ++count;
        }
    }

    /// @notice The first `size` seats, read from as few words as they fill.
    function load(uint256[WORDS] storage words, uint256 size)
        internal
        view
        returns (uint256[] memory seats)
    {
        seats = new uint256[](size);
        uint256 word;
        for (uint256 i; i < size; ++i) {
            if (i % 8 == 0) word = words[i / 8];
            seats[i] = uint32(word >> (32 * (i % 8)));
        }
    }

    function store(uint256[WORDS] storage words, uint256[] memory seats, uint256 size) internal {
        for (uint256 from; from < size; from += 8) {
            uint256 word;
            for (uint256 i; i < 8 && from + i < size; ++i) {
                word |= seats[from + i] << (32 * i);
            }
            words[from / 8] = word;
        }
    }
}
