// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a seat on a tier of experts asks for; the same table as core/judging/expertTier.ts.
library ExpertTiers {
    /// @param tier 1 Standard .. 4 Master
    /// @param stake wei that stay staked
    /// @param leastStake wei, of any member
    /// @param rate lower bound of the success rate by labels, basis points
    /// @param labels how many labelled votes it is made of
    function qualifies(uint8 tier, uint256 stake, uint256 leastStake, uint16 rate, uint32 labels)
        internal
        pure
        returns (bool)
    {
        // 2, 4, 8, 16 times the least.
        if (stake < leastStake << tier) return false;
        // Somebody has to give the first labels: the Standard tier asks for stake alone.
        if (tier == 1) return true;
        if (tier == 2) return rate > 8000 && labels >= 120;
        if (tier == 3) return rate > 8500 && labels >= 200;
        return rate > 9000 && labels >= 400;
    }
}
