// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a record is worth: the same rules as core/economy/levels.ts and trust.ts.
library Levels {
    /// Success rates (basis points) a level needs to exceed: seed 001, "Reputation System".
    uint256 internal constant SKILLED_ABOVE = 7000;
    uint256 internal constant EXPERT_ABOVE = 8500;
    uint256 internal constant MASTER_ABOVE = 9500;
    /// Bonus on rewards each level adds to the one below, basis points: seed 001, same table.
    uint256 internal constant BONUS_STEP = 1000;

    /// Seed 000, "Trust Level Calculation".
    uint256 private constant BASIC_STAKE = 100e18;
    uint256 private constant VERIFIED_STAKE = 1000e18;
    uint256 private constant TRUSTED_STAKE = 10_000e18;
    uint256 private constant VERIFIED_CHECKS = 10;
    uint256 private constant TRUSTED_RATE = 9500;
    uint256 private constant TRUSTED_DONE = 100;

    /// @return 0 beginner, 1 skilled, 2 expert, 3 master
    function levelOf(uint256 rate) internal pure returns (uint8) {
        if (rate > MASTER_ABOVE) return 3;
        if (rate > EXPERT_ABOVE) return 2;
        return rate > SKILLED_ABOVE ? 1 : 0;
    }

    /// @return basis points on top of a reward
    function bonusOf(uint8 level) internal pure returns (uint256) {
        return BONUS_STEP * level;
    }

    /// @notice Voting weight in thousandths. A newcomer's is the least: whoever could have less
    /// would come back as a newcomer.
    function weightOf(uint8 level) internal pure returns (uint16) {
        return uint16(1000 + bonusOf(level) / 10);
    }

    /// @param stake wei not on its way out
    /// @return 0 none, 1 basic, 2 verified, 3 trusted, 4 partner
    function trustOf(uint256 stake, uint256 rate, uint256 done, uint256 checks, bool partner)
        internal
        pure
        returns (uint8)
    {
        if (stake >= TRUSTED_STAKE && rate >= TRUSTED_RATE) {
            if (partner) return 4;
            if (done >= TRUSTED_DONE) return 3;
        }
        if (stake >= VERIFIED_STAKE && checks >= VERIFIED_CHECKS) return 2;
        return stake >= BASIC_STAKE ? 1 : 0;
    }
}
