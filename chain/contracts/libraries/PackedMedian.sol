// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Lower weighted medians of 32 byte lanes at once, without sorting. A score of 0 abstains:
/// it counts neither way in its lane. Even and odd bytes are worked on as two words of sixteen
/// 16-bit lanes.
///
/// With total = weight(s != 0) of a lane, `x` is its median iff weight(s > x) <= total - half and
/// weight(s >= x) > total - half, half = ceil(total / 2); a lane in which all abstain has the median
/// 0. A score of 0 is neither above nor at a median, which is at least 1, so those two sums need not
/// leave out who abstains. With H = 256 in each lane, bit 8 of `(s + H) - x` is set iff s >= x, and no
/// lane borrows from its neighbour. With G = 32768, bit 15 of `(bound + G) - sum` is set iff
/// sum <= bound; that is why the weights may sum to 32,767 at most.
library PackedMedian {
    error WeightOverflow(uint256 total);

    uint256 internal constant MAX_TOTAL = 32_767;
    uint256 private constant L = 0x0001000100010001000100010001000100010001000100010001000100010001;
    uint256 private constant H = L << 8;
    uint256 private constant G = L << 15;
    uint256 private constant BYTES =
        0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
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
        (uint256 even, uint256 odd) = judged(votes, weights, count);
        return isMedian(votes, weights, count, medians, even, odd);
    }

    /// @notice {check} where a score of 0 counts like any other.
    function checkWhole(bytes32[] memory votes, uint256[] memory weights, bytes32 medians)
        internal
        pure
        returns (bool)
    {
        uint256 all = L * _limit(weights, votes.length);
        return isMedian(votes, weights, votes.length, medians, all, all);
    }

    /// @notice The weight that judged each lane, of the even and of the odd bytes.
    function judged(bytes32[] memory votes, uint256[] memory weights, uint256 count)
        internal
        pure
        returns (uint256 even, uint256 odd)
    {
        (uint256 ones, uint256 bytes_) = (L, BYTES);
        assembly ("memory-safe") {
            let vote := add(votes, 0x20)
            let toWeight := sub(weights, votes)
            for { let end := add(vote, shl(5, count)) } lt(vote, end) { vote := add(vote, 0x20) } {
                let word := mload(vote)
                let weight := mload(add(vote, toWeight))
                even := add(even, mul(and(shr(8, add(and(word, bytes_), bytes_)), ones), weight))
                word := add(and(shr(8, word), bytes_), bytes_)
                odd := add(odd, mul(and(shr(8, word), ones), weight))
            }
        }
    }

    /// @notice What {judged} says when everybody judged the same lanes.
    /// @param ones one in every byte that they judged
    /// @param total sum of the weights, at most {MAX_TOTAL}
    function judgedAlike(uint256 ones, uint256 total)
        internal
        pure
        returns (uint256 even, uint256 odd)
    {
        // A sum of 15 bits fits its lane.
        unchecked {
            return ((ones & L) * total, ((ones >> 8) & L) * total);
        }
    }

    /// @notice {check} for who knows the weight that judged each lane, and that it fits.
    function isMedian(
        bytes32[] memory votes,
        uint256[] memory weights,
        uint256 count,
        bytes32 medians,
        uint256 even,
        uint256 odd
    ) internal pure returns (bool) {
        (uint256 x, uint256 y) = (uint256(medians) & BYTES, (uint256(medians) >> 8) & BYTES);
        (uint256 atLeast, uint256 above) = _sums(votes, weights, count, 0, H - x, L);
        if (!_holds(x, even, atLeast, above)) return false;
        (atLeast, above) = _sums(votes, weights, count, 8, H - y, L);
        return _holds(y, odd, atLeast, above);
    }

    function _limit(uint256[] memory weights, uint256 count) private pure returns (uint256 total) {
        // A sum of 2^16 words of 16 bits does not overflow.
        assembly ("memory-safe") {
            let weight := add(weights, 0x20)
            for { let end := add(weight, shl(5, count)) } lt(weight, end) {
                weight := add(weight, 0x20)
            } { total := add(total, mload(weight)) }
        }
        if (total > MAX_TOTAL) revert WeightOverflow(total);
    }

    /// The weights that are at least, and above, x in the even bytes of the votes shifted right, given
    /// H - x. Lane sums stay below 2^15 because the total does. One half a call: both in one loop keep
    /// more variables than the via-IR pipeline finds room for.
    function _sums(
        bytes32[] memory votes,
        uint256[] memory weights,
        uint256 count,
        uint256 shift,
        uint256 toX,
        uint256 ones
    ) private pure returns (uint256 atLeast, uint256 above) {
        // Reads both arrays by pointer: the bounds checks would cost as much as the arithmetic. `ones`
        // is a variable, and the mask of even bytes made from it: constants would be calculated anew
        // at every use.
        assembly ("memory-safe") {
            votes := add(votes, 0x20)
            weights := sub(add(weights, 0x20), votes)
            for { let end := add(votes, shl(5, count)) } lt(votes, end) { votes := add(
                votes,
                0x20
            ) } {
                let weight := mload(add(votes, weights))
                let gap := add(and(shr(shift, mload(votes)), mul(ones, 0xff)), toX)
                atLeast := add(atLeast, mul(and(shr(8, gap), ones), weight))
                above := add(above, mul(and(shr(8, sub(gap, ones)), ones), weight))
            }
        }
    }

    function _holds(uint256 x, uint256 total, uint256 atLeast, uint256 above)
        private
        pure
        returns (bool)
    {
        unchecked {
            uint256 rest = total - (((total + L) >> 1) & BELOW_G);
            uint256 decided = ((total + BELOW_G) >> 15) & L;
            if (x & ~(decided * 0xff) != 0) return false;
            return ((rest | G) - above) & ((atLeast | G) - (rest + decided)) & G == G;
        }
    }
}
