// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Lower weighted medians of 32 byte lanes at once, without sorting. Even and odd bytes are
/// worked on as two words of sixteen 16-bit lanes.
///
/// `x` is the median iff weight(s <= x) >= half and weight(s < x) < half, half = ceil(total / 2).
/// With H = 256 in each lane, bit 8 of `(x + H) - s` is set iff s <= x, and no lane borrows from
/// its neighbour. With G = 32768, bit 15 of `(sum + G) - bound` is set iff sum >= bound; that is
/// why the weights may sum to 32,767 at most.
library PackedMedian {
    error WeightOverflow(uint256 total);

    uint256 internal constant MAX_TOTAL = 32_767;
    uint256 private constant L = 0x0001000100010001000100010001000100010001000100010001000100010001;
    uint256 private constant H = L << 8;
    uint256 private constant G = L << 15;
    uint256 private constant BYTES = 0xff * L;

    /// @notice Whether `medians` holds the lower weighted median of every lane.
    /// @param votes at least one word of 32 scores
    /// @param weights one positive weight per vote
    function check(bytes32[] memory votes, uint16[] memory weights, bytes32 medians)
        internal
        pure
        returns (bool)
    {
        uint256 total;
        for (uint256 i; i < weights.length; ++i) {
            total += weights[i];
        }
        if (total > MAX_TOTAL) revert WeightOverflow(total);
        if (total == 0) return false;
        return _checkHalf(votes, weights, medians, total, 0)
            && _checkHalf(votes, weights, medians, total, 8);
    }

    function _checkHalf(
        bytes32[] memory votes,
        uint16[] memory weights,
        bytes32 medians,
        uint256 total,
        uint256 shift
    ) private pure returns (bool) {
        uint256 x = (uint256(medians) >> shift) & BYTES;
        uint256 atMost;
        uint256 atLeast;
        for (uint256 i; i < votes.length; ++i) {
            uint256 s = (uint256(votes[i]) >> shift) & BYTES;
            // Lane sums stay below 2^15 because the total does.
            unchecked {
                atMost += ((((x | H) - s) >> 8) & L) * weights[i];
                atLeast += ((((s | H) - x) >> 8) & L) * weights[i];
            }
        }
        uint256 half = (total + 1) / 2;
        unchecked {
            uint256 enough = ((atMost | G) - half * L) & G;
            uint256 notTooMany = ((atLeast | G) - (total - half + 1) * L) & G;
            return enough & notTooMany == G;
        }
    }
}
