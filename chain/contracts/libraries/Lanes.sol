// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A word carries 32 lanes of one byte, lane 0 the least significant; see core/lanes.ts.
library Lanes {
    uint256 internal constant COUNT = 32;
    uint8 internal constant NO_SLOT = 0xff;

    function byteAt(bytes32 word, uint256 lane) internal pure returns (uint8) {
        return uint8(uint256(word) >> (8 * lane));
    }

    /// @notice 0xff in every lane that `laneSlots` uses.
    function usedMask(bytes32 laneSlots) internal pure returns (bytes32) {
        uint256 mask;
        for (uint256 lane; lane < COUNT; ++lane) {
            if (byteAt(laneSlots, lane) != NO_SLOT) mask |= 0xff << (8 * lane);
        }
        return bytes32(mask);
    }
}
