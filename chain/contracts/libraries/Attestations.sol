// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Which receipts of automatic validators are equal, and whether enough are.
library Attestations {
    function quorum(uint256 attesters) internal pure returns (uint256) {
        return attesters / 2 + 1;
    }

    /// @notice Index of the variant that the `i`-th receipt is.
    function variantAt(uint256 attested, uint256 i) internal pure returns (uint8) {
        return uint8(attested >> (24 * i));
    }

    function autoAt(uint256 attested, uint256 i) internal pure returns (uint16) {
        return uint16(attested >> (24 * i + 8));
    }

    /// @notice Receipts equal to the given variant.
    function countOf(uint256 attested, uint256 receipts, uint256 variant)
        internal
        pure
        returns (uint256 count)
    {
        for (uint256 i; i < receipts; ++i) {
            if (variantAt(attested, i) == variant) ++count;
        }
    }

    /// @notice Whether no quorum can be reached any more.
    function conflicting(uint256 attested, uint256 receipts, uint256 variants, uint256 attesters)
        internal
        pure
        returns (bool)
    {
        uint256 best;
        for (uint256 variant; variant < variants; ++variant) {
            uint256 count = countOf(attested, receipts, variant);
            if (count > best) best = count;
        }
        return best + attesters - receipts < quorum(attesters);
    }
}
