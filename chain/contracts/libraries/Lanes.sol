// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A word carries 32 lanes of one byte, lane 0 the least significant; see core/lanes.ts.
library Lanes {
    uint256 internal constant COUNT = 32;
    uint8 internal constant NO_SLOT = 0xff;
    /// A word of slots that uses no lane.
    bytes32 internal constant NONE = bytes32(type(uint256).max);
    uint256 private constant ONES =
        0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant LOW = 0x7f * ONES;
    /// S128 keeps 16 of every 128 bits, S64 8 of 64, S32 4 of 32, S16 2 of 16.
    uint256 private constant S128 =
        0x0000000000000000000000000000ffff0000000000000000000000000000ffff;
    uint256 private constant S64 =
        0x00000000000000ff00000000000000ff00000000000000ff00000000000000ff;
    uint256 private constant S32 =
        0x0000000f0000000f0000000f0000000f0000000f0000000f0000000f0000000f;
    uint256 private constant S16 =
        0x0003000300030003000300030003000300030003000300030003000300030003;

    function byteAt(bytes32 word, uint256 lane) internal pure returns (uint8) {
        return uint8(uint256(word) >> (8 * lane));
    }

    /// @notice 0xff in every lane that `laneSlots` uses.
    function usedMask(bytes32 laneSlots) internal pure returns (bytes32) {
        unchecked {
            // Each lane holds 0 or 1: times 255 spreads the one over its byte.
            return bytes32(_nonZero(~uint256(laneSlots)) * 0xff);
        }
    }

    /// @notice One bit for every lane that `laneSlots` uses.
    function toMask(bytes32 laneSlots) internal pure returns (uint32) {
        unchecked {
            // Gathers one bit of each byte: 2, 4, 8 and 16 at a time, as {fromMask} spreads them.
            uint256 word = _nonZero(~uint256(laneSlots));
            word = (word | (word >> 7)) & S16;
            word = (word | (word >> 14)) & S32;
            word = (word | (word >> 28)) & S64;
            word = (word | (word >> 56)) & S128;
            return uint32(word | (word >> 112));
        }
    }

    /// @notice 0xff in every lane whose bit is set.
    function fromMask(uint32 mask) internal pure returns (bytes32) {
        unchecked {
            uint256 word = mask;
            // Spreads the bits: 16, 8, 4, 2 and 1 at a time move to where their bytes begin.
            word = (word | (word << 112)) & S128;
            word = (word | (word << 56)) & S64;
            word = (word | (word << 28)) & S32;
            word = (word | (word << 14)) & S16;
            word = (word | (word << 7)) & ONES;
            return bytes32(word * 0xff);
        }
    }

    /// @notice How many lanes are not zero.
    function countNonZero(bytes32 word) internal pure returns (uint256) {
        unchecked {
            // Multiplying by ONES sums all bytes into the highest; 32 fits a byte.
            return (_nonZero(uint256(word)) * ONES) >> 248;
        }
    }

    /// 1 in every byte that is not zero. Adding 0x7f to the low seven bits carries into the eighth
    /// iff one of them is set, and never further.
    function _nonZero(uint256 word) private pure returns (uint256) {
        unchecked {
            return ((((word & LOW) + LOW) | word) >> 7) & ONES;
        }
    }
}
