// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Lanes} from "./Lanes.sol";

/// @notice When a growing panel is sure: the same rule as core/panelGrowth.ts. Scores from 128 are
/// votes for an item, those below 64 against it; what lies between says neither, and 0 abstains.
library PanelGrowth {
    /// `Terms.lane` of a task whose panel grows.
    uint8 internal constant LANE = 2;
    /// Seats of the first round, of each further one, and of all together.
    uint8 internal constant FIRST = 3;
    uint8 internal constant STEP = 2;
    uint8 internal constant MOST = 11;
    uint8 internal constant ROUNDS = (MOST - FIRST) / STEP;
    /// 2.2 nats in units of voting weight, of which a newcomer's 1,000 are ln 4; see docs/contracts.md.
    int256 internal constant SURE = 1587;

    /// @notice Whether some lane is undecided: the votes for it and against it differ by less than
    /// {SURE}.
    /// @param votes words of 32 scores
    /// @param weights one weight per vote
    /// @param count votes to look at, from the first
    /// @param lanes bit = lane to look at
    function isUndecided(
        bytes32[] memory votes,
        uint256[] memory weights,
        uint256 count,
        uint256 lanes
    ) internal pure returns (bool) {
        // Weights have 16 bits, lanes are 32.
        unchecked {
            for (uint256 lane; lane < Lanes.COUNT; ++lane) {
                if ((lanes >> lane) & 1 == 0) continue;
                int256 lead;
                for (uint256 i; i < count; ++i) {
                    uint256 score = Lanes.byteAt(votes[i], lane);
                    if (score >= 128) lead += int256(weights[i]);
                    else if (score < 64 && score != 0) lead -= int256(weights[i]);
                }
                if (lead < SURE && lead > -SURE) return true;
            }
        }
        return false;
    }
}
