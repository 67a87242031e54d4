// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Lanes} from "./Lanes.sol";

/// @notice Which judged items experts read by lot; the same rule as core/judging/auditDraw.ts.
library AuditDraw {
    uint256 private constant PPM = 1_000_000;
    /// Scores below reject; 0 is nobody's judgement.
    uint256 private constant REJECTED = 64;

    /// @param beacon known to nobody when the votes were sealed
    /// @param medians lane = item: what the peers decided
    /// @param used 0xff in each lane that an item uses
    /// @param caps lane = item: most points it is worth
    /// @return drawn 0xff in each lane that is read
    function lanesOf(bytes32 beacon, bytes32 medians, bytes32 used, bytes32 caps)
        internal
        pure
        returns (bytes32 drawn)
    {
        uint256 sum;
        uint256 count;
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            if (Lanes.byteAt(used, lane) == 0) continue;
            sum += Lanes.byteAt(caps, lane);
            ++count;
        }
        uint256 all;
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            if (Lanes.byteAt(used, lane) == 0) continue;
            // The payable value reaches thirty times what judging the item costs.
            bool dear = Lanes.byteAt(caps, lane) * count * 26 >= sum * 25;
            uint256 word = uint256(keccak256(abi.encode(beacon, lane)));
            if (word % PPM >= _probability(Lanes.byteAt(medians, lane), dear)) continue;
            all |= 0xff << (8 * lane);
        }
        return bytes32(all);
    }

    /// What is unresolved is read, and so is what is accepted: the chain knows no claimant's record,
    /// and of a claimant without one everything accepted is read.
    function _probability(uint256 median, bool dear) private pure returns (uint256) {
        if (median == 0 || median >= REJECTED) return PPM;
        return dear ? 250_000 : 150_000;
    }
}
