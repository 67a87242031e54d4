// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SumTree} from "../../contracts/libraries/SumTree.sol";

/// @notice Sum trees of up to four leaves, built the slow way.
library RootTree {
    struct Leaf {
        bytes32 hash;
        uint128 sum;
    }

    function root(Leaf[4] memory leaves) internal pure returns (Leaf memory) {
        return _join(_join(leaves[0], leaves[1]), _join(leaves[2], leaves[3]));
    }

    function proof(Leaf[4] memory leaves, uint256 index)
        internal
        pure
        returns (SumTree.Step[] memory steps)
    {
        steps = new SumTree.Step[](2);
        Leaf memory sibling = leaves[index ^ 1];
        steps[0] = SumTree.Step(sibling.hash, sibling.sum);
        uint256 other = (index >> 1) ^ 1;
        Leaf memory uncle = _join(leaves[2 * other], leaves[2 * other + 1]);
        steps[1] = SumTree.Step(uncle.hash, uncle.sum);
    }

    function _join(Leaf memory a, Leaf memory b) private pure returns (Leaf memory) {
        return Leaf(keccak256(abi.encode(a.hash, a.sum, b.hash, b.sum)), a.sum + b.sum);
    }
}
