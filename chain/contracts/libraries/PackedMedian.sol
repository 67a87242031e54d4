// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Lower weighted medians of 32 byte lanes at once, without sorting. A score of 0 abstains:
/// it counts neither way in its lane. Even and odd bytes are worked on as two words of sixteen
/// 16-bit lanes.
///
/// With total = weight(s != 0) of a lane, `x` is its median iff weight(0 < s <= x) >= half and
/// weight(0 < s < x) < half, half = ceil(total / 2); a lane in which all abstain has the median 0.
/// With H = 256 in each lane, bit 8 of `(x + H) - s` is set iff s <= x, and no lane borrows from
/// its neighbour. With G = 32768, bit 15 of `(sum + G) - bound` is set iff sum >= bound; that is
/// why the weights may sum to 32,767 at most.
library PackedMedian {
    error WeightOverflow(uint256 total);

    uint256 internal constant MAX_TOTAL = 32_767;
    uint256 private constant L = 0x0001000100010001000100010001000100010001000100010001000100010001;
    uint256 private constant H = 0x0100010001000100010001000100010001000100010001000100010001000100;
    uint256 private constant G = L << 15;
    uint256 private constant BYTES =
        0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    /// A bit beside those of a shift.
    uint256 private constant WHOLE = 16;
    uint256 private constant BELOW_G = 0x7fff * L;

    /// @notice Whether `medians` holds the lower weighted median of every lane.
    /// @param votes words of 32 scores
    /// @param weights one positive weight per vote
    /// @param count votes to look at, from the first
    function check(bytes32[] memory votes, uint256[] memory weights, uint256 count, bytes32 medians)
        internal
        pure
        returns (bool)
    {
        _limit(weights, count);
        return _checkHalf(votes, weights, count, uint256(medians) & BYTES, 0)
            && _checkHalf(votes, weights, count, (uint256(medians) >> 8) & BYTES, 8);
    }

    /// @notice {check} where a score of 0 counts like any other.
    function checkWhole(bytes32[] memory votes, uint256[] memory weights, bytes32 medians)
        internal
        pure
        returns (bool)
    {
        uint256 count = votes.length;
        _limit(weights, count);
        return _checkHalf(votes, weights, count, uint256(medians) & BYTES, WHOLE)
            && _checkHalf(votes, weights, count, (uint256(medians) >> 8) & BYTES, WHOLE | 8);
    }

    function _limit(uint256[] memory weights, uint256 count) private pure {
        uint256 total;
        // A sum of 2^16 words of 16 bits does not overflow.
        assembly ("memory-safe") {
            let weight := add(weights, 0x20)
            for { let end := add(weight, shl(5, count)) } lt(weight, end) {
                weight := add(weight, 0x20)
            } { total := add(total, mload(weight)) }
        }
        if (total > MAX_TOTAL) revert WeightOverflow(total);
    }

    /// `shift` chooses the half; with WHOLE in it nobody abstains. Lane sums stay below 2^15 because
    /// the total does.
    function _checkHalf(
        bytes32[] memory votes,
        uint256[] memory weights,
        uint256 count,
        uint256 x,
        uint256 shift
    ) private pure returns (bool) {
        uint256 atMost;
        uint256 atLeast;
        uint256 total;
        // Reads both arrays by pointer: the bounds checks would cost as much as the arithmetic.
        assembly ("memory-safe") {
            let vote := add(votes, 0x20)
            let weight := add(weights, 0x20)
            let end := add(vote, shl(5, count))
            let xh := or(x, H)
            for {} lt(vote, end) {} {
                let s := and(shr(and(shift, 8), mload(vote)), BYTES)
                let w := mload(weight)
                let voted := and(shr(8, add(or(s, mul(shr(4, shift), L)), BYTES)), L)
                total := add(total, mul(voted, w))
                atMost := add(atMost, mul(and(shr(8, sub(xh, s)), voted), w))
                atLeast := add(atLeast, mul(and(shr(8, sub(or(s, H), x)), voted), w))
                vote := add(vote, 0x20)
                weight := add(weight, 0x20)
            }
        }
        unchecked {
            uint256 half = ((total + L) >> 1) & BELOW_G;
            uint256 decided = ((total + BELOW_G) >> 15) & L;
            if (x & ~(decided * 0xff) != 0) return false;
            uint256 enough = ((atMost | G) - half) & G;
            uint256 notTooMany = ((atLeast | G) - (total - half + decided)) & G;
            return enough & notTooMany == G;
        }
    }
}
