// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A Merkle tree whose nodes carry the sum of the amounts below them, so that the leaves
/// that can be proved never add up to more than the root says; see core/economy/sumTree.ts. The bits
/// of a leaf's index give its way up.
library SumTree {
    uint256 internal constant MAX_DEPTH = 32;

    /// A sibling on the way up.
    struct Step {
        bytes32 hash;
        uint128 sum;
    }

    /// @notice The root and total that a leaf proves; zero when the index does not fit the proof.
    function rootFrom(bytes32 leaf, uint128 amount, uint256 index, Step[] calldata proof)
        internal
        pure
        returns (bytes32 hash, uint128 sum)
    {
        uint256 depth = proof.length;
        if (depth > MAX_DEPTH || index >> depth != 0) return (0, 0);
        (hash, sum) = (leaf, amount);
        for (uint256 i; i < depth; ++i) {
            Step calldata other = proof[i];
            hash = (index >> i) & 1 == 0
                ? keccak256(abi.encode(hash, sum, other.hash, other.sum))
                : keccak256(abi.encode(other.hash, other.sum, hash, sum));
            sum += other.sum;
        }
    }
}
