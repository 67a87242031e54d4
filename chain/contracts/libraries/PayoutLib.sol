// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Divides a reward: the same arithmetic, in the same order, as `settle` of core/payout.ts.
library PayoutLib {
    uint256 private constant WHOLE = 10_000;

    struct Input {
        uint256 reward;
        uint256 minersBps;
        uint256 peersBps;
        uint256 networkBps;
        /// final points of each answer slot
        uint256[] points;
        /// for each drawn seat, whether its vote was revealed; empty when no panel was drawn
        bool[] seats;
        /// automatic validators whose receipts agreed
        uint256 attesters;
    }

    /// wei; miners + seatPay of revealed seats + autoEach * attesters + treasury + refunded = reward
    struct Output {
        uint256[] miners;
        uint256 seatPay;
        uint256 autoEach;
        uint256 treasury;
        uint256 refunded;
    }

    function settle(Input memory input) internal pure returns (Output memory out) {
        uint256 seatCount = input.seats.length;
        uint256 networkPool = _part(input.reward, input.networkBps);
        uint256 paid = networkPool;

        uint256 minersPool =
            seatCount == 0 ? input.reward - networkPool : _part(input.reward, input.minersBps);
        out.miners = _share(minersPool, input.points);
        for (uint256 i; i < out.miners.length; ++i) {
            paid += out.miners[i];
        }

        if (seatCount != 0) out.seatPay = _part(input.reward, input.peersBps) / seatCount;
        for (uint256 i; i < seatCount; ++i) {
            if (input.seats[i]) paid += out.seatPay;
        }

        if (input.attesters != 0) out.autoEach = networkPool / 2 / input.attesters;
        out.treasury = networkPool - out.autoEach * input.attesters;
        out.refunded = input.reward - paid;
    }

    /// Rounds each share down; the dust stays with the caller.
    function _share(uint256 pool, uint256[] memory points)
        private
        pure
        returns (uint256[] memory shares)
    {
        shares = new uint256[](points.length);
        uint256 total;
        for (uint256 i; i < points.length; ++i) {
            total += points[i];
        }
        if (total == 0) return shares;
        for (uint256 i; i < points.length; ++i) {
            shares[i] = pool * points[i] / total;
        }
    }

    function _part(uint256 reward, uint256 bps) private pure returns (uint256) {
        return reward * bps / WHOLE;
    }
}
